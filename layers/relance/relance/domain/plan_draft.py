"""A plan being written: anything may still be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from relance.domain.plan import DunningPlan, Level, Logic, PlanStep


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """`id` is the plan's: published, it becomes its next version. `revision` guards its change."""

    id: str
    name: str
    steps: tuple[PlanStep, ...] = ()
    level: Level = Level.CUSTOMER
    logic: Logic = Logic.STANDARD
    min_contact_delay_days: int = 0
    revision: int = 0

    @classmethod
    def of(cls, plan: DunningPlan, *, id: str | None = None, name: str | None = None) -> Self:
        return cls(
            id or plan.id, name or plan.name, plan.steps, plan.level, plan.logic, plan.min_contact_delay_days
        )

    def as_version(self, version: int) -> DunningPlan:
        """Raises Refused with every rule of a plan that it breaks."""
        return DunningPlan(
            self.id, version, self.name, self.steps, self.level, self.logic, self.min_contact_delay_days
        )
