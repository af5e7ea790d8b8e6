"""The claims by which a step of a plan is done once, and the index of what is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol, Self

from relance.domain.enrolment import Enrolment
from relance.domain.ids import derived

# Longer than a worker can live (the function's time-out): who finds it over knows the worker is gone.
LEASE: Final = timedelta(minutes=4)


@dataclass(frozen=True, slots=True, order=True)
class DueKey:
    """An enrolment and the step it waits with: the due index yields it, the claim checks it."""

    org: str
    customer: str
    enrolment: str
    cycle: int
    step: str

    @classmethod
    def of(cls, org: str, enrolment: Enrolment) -> Self:
        cycle = enrolment.cycle
        number, step = (cycle.number, cycle.pending) if cycle else (0, None)
        return cls(org, enrolment.customer, enrolment.id, number, step.step if step else "")

    @property
    def outreach(self) -> str:
        """The outreach's identity: the same for every attempt at one step of one cycle (A17)."""
        return derived("outreach", self.org, self.customer, self.enrolment, str(self.cycle), self.step)


@dataclass(frozen=True, slots=True)
class DueCustomer:
    """A customer that is itself to be looked at, whatever its enrolments wait for: a promise to pay ends."""

    org: str
    customer: str


type DueEntry = DueKey | DueCustomer


def due_place(waits: DueEntry) -> tuple[str, str, str, int, str]:
    """Orders what is due by organization and customer; a customer itself stands before its enrolments."""
    match waits:
        case DueKey(org, customer, enrolment, cycle, step):
            return org, customer, enrolment, cycle, step
        case DueCustomer(org, customer):
            return org, customer, "", 0, ""


@dataclass(frozen=True, slots=True)
class NotDue:
    """Done, moved on, or not yet due: nothing to do."""


@dataclass(frozen=True, slots=True)
class Leased:
    """Another worker has it."""


@dataclass(frozen=True, slots=True)
class Abandoned:
    """A worker claimed it, as that attempt, and its lease ran out: whether the mail left is not known."""

    attempt: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """The enrolment is this worker's, as this attempt; the worker reads the account now."""

    attempt: str


ClaimResult = NotDue | Leased | Abandoned | Claimed


class Enrolments(Protocol):
    def due(self, start: datetime, end: datetime) -> Iterator[DueEntry]:
        """The entries of the due index whose buckets start from `start` to `end`, both included.

        The oldest buckets come first; within a bucket entries are ordered by organization and customer. Every
        entry of a bucket is due once the bucket has started.
        """
        ...

    def claim(self, key: DueKey, now: datetime, attempt: str) -> ClaimResult:
        """One conditional write: the claim is the record of sending."""
        ...
