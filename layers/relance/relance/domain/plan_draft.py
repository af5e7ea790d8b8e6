"""A plan being written: anything may still be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from relance.domain.plan import DEFAULT_CONTACT_DELAY_DAYS, DunningPlan, Level, Logic, PlanStep, Succession


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """`id` is the plan's: published, it becomes its next version. `revision` guards its change."""

    id: str
    name: str
    steps: tuple[PlanStep, ...] = ()
    level: Level = Level.CUSTOMER
    logic: Logic = Logic.STANDARD
    min_contact_delay_days: int = 0
    succession: Succession = Succession.RESTART
    lists_not_yet_due: bool = False
    revision: int = 0

    @classmethod
    def ready_made(cls, id: str, name: str, steps: tuple[PlanStep, ...]) -> Self:
        """The plan an organization begins with: some days between contacts, and no softer text after a harder
        one.
        """
        delay, succession = DEFAULT_CONTACT_DELAY_DAYS, Succession.CONTINUE
        return cls(id, name, steps, min_contact_delay_days=delay, succession=succession)

    @classmethod
    def of(cls, plan: DunningPlan, *, id: str | None = None, name: str | None = None) -> Self:
        return cls(
            id or plan.id,
            name or plan.name,
            plan.steps,
            plan.level,
            plan.logic,
            plan.min_contact_delay_days,
            plan.succession,
            plan.lists_not_yet_due,
        )

    def as_version(self, version: int) -> DunningPlan:
        """Raises Refused with every rule of a plan that it breaks."""
        return DunningPlan(
            self.id,
            version,
            self.name,
            self.steps,
            self.level,
            self.logic,
            self.min_contact_delay_days,
            self.succession,
            self.lists_not_yet_due,
        )
