"""What a simulation tells people: one decision about one enrolment, and the days on which it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from relance.domain.customer import Customer
from relance.domain.decision import CreateTask, Decision, Execute
from relance.domain.plan import Level, StepKind


@dataclass(frozen=True, slots=True)
class Foretold:
    """One answer about one enrolment, the same on every day from `first` to `last`.

    `invoice` is that of an invoice's own plan.
    """

    customer: Customer
    enrolment: str
    invoice: str | None
    first: date
    last: date
    decision: Decision

    @property
    def level(self) -> Level:
        return Level.CUSTOMER if self.invoice is None else Level.INVOICE

    @property
    def acts(self) -> bool:
        """Somebody gets something: a mail leaves, or a person has a to-do."""
        return isinstance(self.decision, Execute | CreateTask)

    @property
    def is_letter(self) -> bool:
        """It leaves by itself, on paper."""
        return isinstance(self.decision, Execute) and self.decision.due.step.kind is not StepKind.EMAIL
