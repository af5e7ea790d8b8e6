"""What is allowed in a plan, and still worth a second thought before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from relance.domain.plan import DunningPlan, PlanStep

LEAST_DELAY_DAYS = 3
VERY_LATE_DAYS = 90


@dataclass(frozen=True, slots=True)
class Morning:
    """The e-mails that one customer gets on one morning."""

    day: date
    steps: tuple[PlanStep, ...]

    @property
    def weight(self) -> tuple[int, int]:
        return len(self.steps), max(step.offset_days for step in self.steps)


@dataclass(frozen=True, slots=True)
class WorstWeek:
    """What a customer who is `days_late` days late with `invoices` invoices gets in the first week."""

    days_late: int
    invoices: int
    mornings: tuple[Morning, ...]

    @property
    def emails(self) -> int:
        return sum(len(morning.steps) for morning in self.mornings)

    @property
    def worst(self) -> Morning | None:
        """The morning with the most e-mails; of several, the first that brings the plan's hardest."""
        return max(self.mornings, key=lambda morning: morning.weight, default=None)


@dataclass(frozen=True, slots=True)
class TurnsNeverCome:
    """The customer has so many open invoices that reminding of each once takes longer than the plan lasts."""

    customer: str
    invoices: int
    delay_days: int
    plan_days: int

    @property
    def round_days(self) -> int:
        return self.invoices * self.delay_days


type PlanWarning = WorstWeek | TurnsNeverCome


def is_pressing(plan: DunningPlan) -> bool:
    """Whether a customer who is late may get several automatic e-mails within days."""
    automatic = sum(1 for step in plan.steps if step.sends_itself)
    return plan.min_contact_delay_days < LEAST_DELAY_DAYS and automatic > 1
