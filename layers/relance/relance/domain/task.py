"""To-dos for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from relance.domain.ids import derived
from relance.domain.money import Money


class TaskKind(StrEnum):
    EMAIL = "email"
    CALL = "call"
    LETTER = "letter"
    REPLY = "reply"
    CLAIM = "claim"
    FIX_CONTACT = "fix_contact"
    REVIEW_SEND = "review_send"
    BROKEN_PROMISE = "broken_promise"
    PLAN_COMPLETED = "plan_completed"
    """Every step of a plan is done for invoices that are still open: what comes next?"""
    CONFIRM_MOVE = "confirm_move"
    """A file names another customer, in `detail`, for an invoice that this one has: does it move there?"""
    CHECK_ADDRESS = "check_address"
    """A mail that nobody vouches for says that an address failed, or complained: did it?"""

    @property
    def is_step(self) -> bool:
        """A step of a plan that a person carries out."""
        return self in (TaskKind.EMAIL, TaskKind.CALL, TaskKind.LETTER)


class TaskState(StrEnum):
    DUE = "due"
    POSTPONED = "postponed"
    DONE = "done"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        return self in (TaskState.DUE, TaskState.POSTPONED)


POSSIBLY_NOT_SENT: Final = "possibly_not_sent"
"""The `why` of a REVIEW_SEND about a mail that may have left."""


@dataclass(frozen=True, slots=True)
class Task:
    """`why` is a stable code, its words are in the texts; `step` and `cycle` say what it holds up, if any."""

    id: str
    kind: TaskKind
    customer: str
    due_on: date
    why: str
    owner: str | None = None
    invoices: tuple[str, ...] = ()
    enrolment: str | None = None
    cycle: int | None = None
    step: str | None = None
    outreach: str | None = None
    detail: str = ""
    entries: tuple[str, ...] = ()
    """The inbox entries a Reply is about; the last one is to be answered."""
    until: date | None = None
    """The day on which it ends by itself, undone."""
    state: TaskState = TaskState.DUE
    attempted_at: datetime | None = None
    """When the send that it asks about was claimed: with `outreach`, its place in history."""
    closed_at: datetime | None = None
    closed_by: str | None = None
    """Who handled it, and when; None for what closed by itself."""
    plan: str = ""
    """The plan that is done for its invoices."""
    amount: Money | None = None
    """What is left to pay of its invoices, where the to-do is about that."""

    @staticmethod
    def identity(org: str, kind: TaskKind, *about: str) -> str:
        """An id that derives from what the to-do is about: raising the same to-do twice raises one."""
        return derived("task", org, kind, *about)
