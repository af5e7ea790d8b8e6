"""The life-cycle of an e-invoice as platforms tell it (France): what each status changes here. Pure.

Messages come twice, late, and out of order. An invoice keeps all of its statuses, and the order of their own
dates says where it stands; a message that is known already, or older than what is known, changes nothing but
this record. No status touches what was paid, or what a person decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from relance.domain.errors import Fault
from relance.domain.hold import Hold, HoldKind
from relance.domain.ids import derived
from relance.domain.task import Task, TaskKind, TaskState

if TYPE_CHECKING:
    from relance.domain.book import Book
    from relance.domain.customer import Account
    from relance.domain.receivables import Invoice

MOST: Final = 50
"""Statuses that an invoice keeps; the oldest go first."""
TRANSFER_DAYS: Final = 5
"""Days of the calendar that a payment on its way may take, once the buyer said that it had left."""


class StatusCode(IntEnum):
    """The codes of the French rule set (UNTDID 1373 and its extension)."""

    DEPOSITED = 200
    ISSUED = 201
    RECEIVED = 202
    MADE_AVAILABLE = 203
    TAKEN_IN_CHARGE = 204
    APPROVED = 205
    PARTLY_APPROVED = 206
    IN_DISPUTE = 207
    SUSPENDED = 208
    COMPLETED = 209
    REFUSED = 210
    PAYMENT_SENT = 211
    COLLECTED = 212
    REJECTED = 213
    INADMISSIBLE = 501


_STOPS: Final = frozenset(
    (
        StatusCode.PARTLY_APPROVED,
        StatusCode.IN_DISPUTE,
        StatusCode.SUSPENDED,
        StatusCode.REFUSED,
        StatusCode.REJECTED,
        StatusCode.INADMISSIBLE,
    )
)
"""The buyer or a platform objects: nobody is reminded, and a person looks into it."""
_NEVER_ARRIVED: Final = frozenset((StatusCode.REJECTED, StatusCode.INADMISSIBLE))
_ON_ITS_WAY: Final = frozenset(
    (StatusCode.RECEIVED, StatusCode.MADE_AVAILABLE, StatusCode.TAKEN_IN_CHARGE, StatusCode.APPROVED)
)


@dataclass(frozen=True, slots=True)
class LifecycleStatus:
    """`at` is the instant the message itself gives. `reasons` are codes ("QTE_ERR"), `said` the status and
    its reasons in words of the organization's language, with what the buyer wrote.
    """

    code: StatusCode
    at: datetime
    reasons: tuple[str, ...] = ()
    said: str = ""

    @property
    def place(self) -> tuple[datetime, int]:
        """Orders the statuses of an invoice, whenever they come."""
        return self.at, self.code


def objection(statuses: tuple[LifecycleStatus, ...]) -> LifecycleStatus | None:
    """The status that stands in the way of reminding, by the whole record in its order."""
    standing: LifecycleStatus | None = None
    for status in statuses:
        if status.code in _STOPS:
            standing = status
        elif standing and _ends(status.code, standing.code):
            standing = None
    return standing


def _ends(code: StatusCode, standing: StatusCode) -> bool:
    """Approval ends any objection, the missing papers end a suspension, and an invoice that was rejected has
    been filed again when it arrives after all.
    """
    if standing in _NEVER_ARRIVED:
        return code in _ON_ITS_WAY
    if standing is StatusCode.SUSPENDED and code is StatusCode.COMPLETED:
        return True
    return code is StatusCode.APPROVED


def with_status(
    account: Account, book: Book, number: str, status: LifecycleStatus, org: str, today: date
) -> Account | Fault:
    """Notes the status in the book, with the dispute that follows, and answers the account with the to-do and
    the hold. Safe to repeat. A fault changes nothing.
    """
    if not (parts := book.named(number)):
        return Fault("unknown_invoice", "number", {"number": number})
    for part in parts:
        account = _with_status(account, book, part, status, org, today)
    return account


def _with_status(
    account: Account, book: Book, known: Invoice, status: LifecycleStatus, org: str, today: date
) -> Account:
    """Of one invoice, or of one of the instalments of an invoice: the buyer speaks of all of them."""
    if any(status.place == earlier.place for earlier in known.lifecycle):
        return account
    record = tuple(sorted((*known.lifecycle, status), key=lambda each: each.place))[-MOST:]
    before, after = objection(known.lifecycle), objection(record)
    invoice = replace(known, lifecycle=record)
    is_owed = bool(book.outstanding(invoice))
    if before != after:
        invoice = _disputed(invoice, before, after)
        account = _tasks(account, invoice, before, after if is_owed else None, org, today)
    book.put_invoice(invoice)
    if is_owed and status.code is StatusCode.PAYMENT_SENT and record[-1] == status:
        account = _held(account, invoice, status, today)
    return account


def _disputed(invoice: Invoice, before: LifecycleStatus | None, after: LifecycleStatus | None) -> Invoice:
    """What a person disputed, or settled, stays: only a dispute with the words of a status is a status's."""
    if before and invoice.disputed and invoice.dispute_reason == before.said:
        invoice = replace(invoice, disputed=False, dispute_reason="")
    if after and not invoice.disputed and (before is None or after.place > before.place):
        invoice = replace(invoice, disputed=True, dispute_reason=after.said)
    return invoice


def _tasks(
    account: Account,
    invoice: Invoice,
    before: LifecycleStatus | None,
    after: LifecycleStatus | None,
    org: str,
    today: date,
) -> Account:
    if before:
        raised = account.tasks.get(_task_id(org, invoice, before))
        if raised and raised.state.is_open:
            account = account.with_task(replace(raised, state=TaskState.CANCELLED))
    if after is None:
        return account
    task = Task(
        id=_task_id(org, invoice, after),
        kind=TaskKind.CLAIM,
        customer=account.customer.id,
        due_on=today,
        why="einvoice_rejected" if after.code in _NEVER_ARRIVED else "einvoice_objection",
        owner=account.customer.account_manager,
        invoices=(invoice.number,),
        detail=after.said,
    )
    return account if task.id in account.tasks else account.with_task(task)


def _task_id(org: str, invoice: Invoice, status: LifecycleStatus) -> str:
    about = invoice.document or invoice.number
    return Task.identity(org, TaskKind.CLAIM, about, f"{status.code:d}", status.at.isoformat())


def _held(account: Account, invoice: Invoice, status: LifecycleStatus, today: date) -> Account:
    """The buyer says that the money has left: its invoice waits some days, counted from the message."""
    until = status.at.date() + timedelta(days=TRANSFER_DAYS + 1)
    if until <= today:
        return account
    hold = Hold(
        id=derived("hold", "payment_sent", invoice.number, status.at.isoformat()),
        kind=HoldKind.PAUSE,
        since=today,
        until=until,
        invoice=invoice.number,
        reason=status.said,
    )
    others = tuple(known for known in account.holds if known.id != hold.id)
    return replace(account, holds=(*others, hold))
