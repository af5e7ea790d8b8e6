"""What the engine answers, and why: closed unions of values that explain themselves.

Each `why` is a stable `code` plus the values it used; its words are in `rendering/texts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from relance.domain.cycle import Cycle
from relance.domain.hold import HoldKind
from relance.domain.money import Money
from relance.domain.plan import PlanStep
from relance.domain.receivables import Invoice
from relance.domain.task import TaskKind

# --- why a step waits: each is a day before which it does not run ---


@dataclass(frozen=True, slots=True)
class TriggerReached:
    """The step's turn: `on` is the due date plus its offset."""

    code: ClassVar[str] = "trigger"
    on: date


@dataclass(frozen=True, slots=True)
class MinimumContactDelay:
    code: ClassVar[str] = "minimum_contact_delay"
    on: date
    last: date
    days: int


@dataclass(frozen=True, slots=True)
class OneADay:
    """Two e-mails of one enrolment never leave on one day, however late they are and whatever the delay."""

    code: ClassVar[str] = "one_a_day"
    on: date
    last: date


@dataclass(frozen=True, slots=True)
class JustAutomated:
    code: ClassVar[str] = "just_automated"
    on: date


@dataclass(frozen=True, slots=True)
class JustEnrolled:
    code: ClassVar[str] = "just_enrolled"
    on: date


@dataclass(frozen=True, slots=True)
class Resumed:
    code: ClassVar[str] = "resumed"
    on: date


@dataclass(frozen=True, slots=True)
class PromiseBroken:
    """The customer had promised to pay by `promised_for`, and the plan waited for it until `on`."""

    code: ClassVar[str] = "promise_broken"
    on: date
    promised_for: date


Constraint = (
    TriggerReached | MinimumContactDelay | OneADay | JustAutomated | JustEnrolled | Resumed | PromiseBroken
)


@dataclass(frozen=True, slots=True)
class AnothersTurn:
    """The invoice `first` has its turn today, and at least `days` lie between two contacts."""

    code: ClassVar[str] = "anothers_turn"
    on: date
    first: str
    days: int


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """The step could have run from the day `asked` on, for the reason `because`; the sending window next
    opens on the day `on`.
    """

    code: ClassVar[str] = "closed_day"
    on: date
    asked: date
    because: Constraint


@dataclass(frozen=True, slots=True)
class AwaitingPerson:
    """A to-do stands in the way until it is handled (A13): due since, or put off until, the day `since`;
    `owner` is a member's id.
    """

    code: ClassVar[str] = "awaiting_person"
    task: TaskKind
    since: date | None = None
    owner: str | None = None
    postponed: bool = False


@dataclass(frozen=True, slots=True)
class BeingSent:
    """Claimed for sending; whether it left may not be known yet. It is not sent again by itself (F3)."""

    code: ClassVar[str] = "being_sent"


# --- why nothing is left to do ---


@dataclass(frozen=True, slots=True)
class RemindersOff:
    code: ClassVar[str] = "reminders_off"


@dataclass(frozen=True, slots=True)
class NothingOwed:
    """No open invoice at all."""

    code: ClassVar[str] = "nothing_owed"


@dataclass(frozen=True, slots=True)
class AllDisputed:
    code: ClassVar[str] = "all_disputed"
    invoices: int


@dataclass(frozen=True, slots=True)
class Covered:
    """Unapplied payments and credit notes cover what is open: `credit` and `owed`, by currency."""

    code: ClassVar[str] = "covered"
    balances: tuple[Money, ...]
    credit: tuple[Money, ...] = ()
    owed: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoiceCovered:
    """Unapplied payments and credit notes count against the oldest invoices first, and cover this one."""

    code: ClassVar[str] = "invoice_covered"
    invoice: str
    left: Money
    credit: Money


@dataclass(frozen=True, slots=True)
class TooSmall:
    """What is left of the invoice is less than the organization reminds of."""

    code: ClassVar[str] = "too_small"
    invoice: str
    left: Money
    least: Money


@dataclass(frozen=True, slots=True)
class ListedBeside:
    """The invoice has no reminder of its own: the reminders of `carrying`, the oldest, list it, from the day
    `on` when it is not overdue yet.
    """

    code: ClassVar[str] = "listed_beside"
    invoice: str
    carrying: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class PlanEmpty:
    code: ClassVar[str] = "plan_empty"


@dataclass(frozen=True, slots=True)
class PlanCompleted:
    code: ClassVar[str] = "plan_completed"
    carrying: str


@dataclass(frozen=True, slots=True)
class InvoiceLeft:
    """An invoice-level plan whose invoice is paid, void, disputed or not sent yet."""

    code: ClassVar[str] = "invoice_left"
    invoice: str
    status: str


@dataclass(frozen=True, slots=True)
class NoWorkingAddress:
    """An automatic e-mail has no contact with an address that works."""

    code: ClassVar[str] = "no_working_address"


@dataclass(frozen=True, slots=True)
class NoPostalAddress:
    """An automatic letter has nowhere to go: no address is known, or a letter came back from there."""

    code: ClassVar[str] = "no_postal_address"


@dataclass(frozen=True, slots=True)
class ManualStep:
    code: ClassVar[str] = "manual_step"
    on: date


@dataclass(frozen=True, slots=True)
class HoldStands:
    code: ClassVar[str] = "hold"
    kind: HoldKind
    since: date
    until: date | None
    promised_for: date | None = None
    reason: str = ""
    """In a person's words."""
    by: str = ""
    """The member who paused."""
    sends_on: date | None = None
    """The first sending day on which it does not stand any more."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a step is about: its cycle's carrying invoice and every invoice the message lists. `to_come` are
    those it lists apart, since they are not overdue yet. `passed` are the steps that contextual logic went
    past without doing them.
    """

    step: PlanStep
    cycle: Cycle
    carrying: Invoice
    invoices: tuple[Invoice, ...]
    to_come: tuple[Invoice, ...] = ()
    passed: tuple[PlanStep, ...] = ()


# --- decisions ---


@dataclass(frozen=True, slots=True)
class Execute:
    due: Due
    why: Constraint | ClosedDay


@dataclass(frozen=True, slots=True)
class CreateTask:
    due: Due
    kind: TaskKind
    why: ManualStep | NoWorkingAddress | NoPostalAddress


@dataclass(frozen=True, slots=True)
class Wait:
    """`until` None: until something changes."""

    until: date | None
    why: Constraint | ClosedDay | AnothersTurn | AwaitingPerson | BeingSent
    due: Due


@dataclass(frozen=True, slots=True)
class OnHold:
    """`due` is the step that it keeps from running; None when every invoice is held apart."""

    until: date | None
    why: HoldStands
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing to do until the receivables, the plan or the customer change."""

    why: (
        RemindersOff
        | NothingOwed
        | AllDisputed
        | Covered
        | InvoiceCovered
        | TooSmall
        | ListedBeside
        | PlanEmpty
        | PlanCompleted
        | InvoiceLeft
    )
    cycle: Cycle | None = None


Decision = Execute | CreateTask | Wait | OnHold | Finish
