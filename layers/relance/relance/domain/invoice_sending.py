"""How invoices go out to customers: who may be sent one, when one leaves by itself, and how it is claimed.

An invoice that is `to_send` waits for a person, or for its time (`Sending.leaves_at`). Whoever sends it
claims it first, by a save of its account under which nobody else sends it; see `usecases/sending/leave.py`.
The instalments of an invoice are sent together: one mail, and each of them says the same. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from relance.domain.claim import Claim
from relance.domain.customer import Account, Contact
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.outreach import OutreachRef
from relance.domain.plan import Message
from relance.domain.receivables import Invoice, Sending
from relance.domain.review import review_of
from relance.domain.task import Task, TaskState

RUNS_AT: Final = time(6, 30, tzinfo=UTC)
"""What has come before this time of a day leaves on that day, at this time."""
MOST_DELAY_DAYS: Final = 90
_A_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class InvoiceSending:
    """Whether and how an organization sends its invoices. `automatic`: each leaves by itself, `delay_days`
    after the day on which it could. `messages` are the texts by language (none: the texts of Relance), `cc`
    the addresses of its own team.
    """

    on: bool = False
    automatic: bool = False
    delay_days: int = 0
    messages: Mapping[str, Message] = field(default_factory=dict)
    cc: tuple[str, ...] = ()


class Unsent(StrEnum):
    """Why an invoice that is to be sent has not been."""

    NO_CONTACT = "no_contact"
    NO_PDF = "no_pdf"
    RISKY_PDF = "risky_pdf"
    CANNOT_COMPOSE = "cannot_compose"
    REJECTED = "rejected"
    POSSIBLY_SENT = "possibly_sent"


def leaves_at(come_at: datetime, issued: date, delay_days: int, zone: ZoneInfo) -> datetime:
    """When an invoice leaves by itself that came at that instant (B4): at 06:30 UTC of that day; of the next
    weekday when it came from 06:30:00 UTC on; not before its date of issue in the organization's zone; then
    `delay_days` later; and on Monday where that is a Saturday or Sunday. Holidays are days like others.
    """
    come_at = come_at.astimezone(UTC)
    day = come_at.date()
    if come_at.timetz() >= RUNS_AT:
        day = _weekday(day + _A_DAY)
    day = max(day, issued)
    while _run_of(day).astimezone(zone).date() < issued:
        day += _A_DAY
    return _run_of(_weekday(day + delay_days * _A_DAY))


def _run_of(day: date) -> datetime:
    return datetime.combine(day, RUNS_AT)


def _weekday(day: date) -> date:
    while day.weekday() >= _SATURDAY:
        day += _A_DAY
    return day


def to_be_sent(invoice: Invoice, rule: InvoiceSending, come_at: datetime, zone: ZoneInfo) -> Invoice:
    """The invoice waiting to be sent, by itself or by a person."""
    by_itself = rule.on and rule.automatic
    at = leaves_at(come_at, invoice.issue_date, rule.delay_days, zone) if by_itself else None
    return replace(invoice, to_send=True, sending=Sending(leaves_at=at))


def as_imported(
    before: Account, after: Account, rule: InvoiceSending, come_at: datetime, zone: ZoneInfo
) -> Account:
    """The account after an import; its new open invoices wait to be sent where the organization sends them.
    What was known of an invoice stays (B9), in whichever instalments its source has it now.
    """
    changed = []
    for invoice in after.receivables.invoices.values():
        if invoice.number in before.receivables.invoices:
            continue
        known = before.receivables.named(invoice.document or invoice.number)
        if known:
            changed.append(
                replace(invoice, to_send=known[0].to_send, sending=known[0].sending, pdf=known[0].pdf)
            )
        elif rule.on and not invoice.void and after.receivables.outstanding(invoice):
            changed.append(to_be_sent(invoice, rule, come_at, zone))
    return replace(after, receivables=after.receivables.with_invoices(changed)) if changed else after


def when_kept(invoice: Invoice, rule: InvoiceSending, come_at: datetime, zone: ZoneInfo) -> Invoice:
    """The invoice whose PDF has come: where it waited for that alone, it leaves by itself now."""
    if not (rule.on and rule.automatic and invoice.to_send and invoice.sending.why == Unsent.NO_PDF):
        return invoice
    return to_be_sent(invoice, rule, come_at, zone)


# --- what is there to send, and to whom ---


def waiting(account: Account, number: str) -> tuple[Invoice, ...]:
    """The invoice, or its instalments. Raises NotFound, or Refused when it is not to be sent (any more)."""
    parts = account.receivables.named(number)
    if not parts:
        raise NotFound(f"invoice {number}")
    if any(part.sending.claim for part in parts):
        raise Refused(Fault("invoice_is_leaving", "invoice", {"number": parts[0].shown}))
    if not any(part.to_send and not part.void for part in parts):
        raise Refused(Fault("invoice_not_to_send", "invoice", {"number": parts[0].shown}))
    return tuple(part for part in parts if not part.void)


def recipient_of(account: Account, parts: tuple[Invoice, ...]) -> Contact | None:
    """Whom the invoice goes to, if there is an address that works."""
    return account.recipient_for(account.group_of(parts[0]))


def obstacle(account: Account, parts: tuple[Invoice, ...]) -> Unsent | None:
    """What keeps the invoice from being sent."""
    if recipient_of(account, parts) is None:
        return Unsent.NO_CONTACT
    pdf = parts[0].pdf
    if pdf is None:
        return Unsent.NO_PDF
    return Unsent.RISKY_PDF if pdf.is_risky else None


def due_at(account: Account, now: datetime) -> tuple[str, ...]:
    """The invoices to look at by now: their time has come, or their worker is gone; each named once."""
    found = {
        part.document or part.number: None
        for part in account.receivables.invoices.values()
        if part.to_send and part.sending.look_at and part.sending.look_at <= now
    }
    return tuple(found)


# --- the claim, and the ways it ends ---


def claimed(account: Account, number: str, claim: Claim) -> Account:
    """Nobody else sends the invoice as long as the claim is there. Raises as `waiting` does."""
    parts = waiting(account, number)
    return _with(account, (replace(p, sending=replace(p.sending, claim=claim, why="")) for p in parts))


def sent(account: Account, claim: Claim, ref: OutreachRef) -> Account:
    """The mail that carried it left: the invoice counts from now on."""
    went = Sending(sent_at=claim.claimed_at, outreach=ref.name)
    return _with(account, (replace(p, to_send=False, sending=went) for p in _held(account, claim)))


def put_off(account: Account, claim: Claim, until: datetime | None) -> Account:
    """The mail did not leave, and may later: by itself from then on, or by a person."""
    return _with(
        account,
        (
            replace(p, sending=replace(p.sending, claim=None, leaves_at=until or p.sending.leaves_at))
            for p in _held(account, claim)
        ),
    )


def held_longer(account: Account, claim: Claim, until: datetime) -> Account:
    """Nobody knows yet whether the mail left: an event of the mail service may still tell."""
    longer = replace(claim, lease_until=until)
    return _with(
        account, (replace(p, sending=replace(p.sending, claim=longer)) for p in _held(account, claim))
    )


def not_sent(account: Account, number: str, why: Unsent) -> Account:
    """It stays to be sent, by a person, and says why."""
    parts = account.receivables.named(number)
    return _with(account, (replace(p, sending=Sending(why=why)) for p in parts if p.to_send))


def asked_about(account: Account, claim: Claim, ref: OutreachRef, today: date, detail: str) -> Account:
    """Nobody knows whether the mail left: a person is asked, and the invoice is not sent again by itself."""
    parts = _held(account, claim)
    if not parts:
        return account
    doubtful = Sending(why=Unsent.POSSIBLY_SENT, outreach=ref.name)
    numbers = tuple(part.number for part in parts)
    owner = account.customer.account_manager
    review = review_of(ref, today, detail=detail, owner=owner, invoices=numbers)
    return _with(account, (replace(p, sending=doubtful) for p in parts)).with_task(review)


def marked_as_sent(account: Account, number: str, by: str, at: datetime) -> Account:
    """A person says that the invoice was sent otherwise: nobody is notified, and it counts from now on."""
    parts = waiting(account, number)
    known = Sending(sent_at=at, marked_by=by)
    answered = {
        key: replace(task, state=TaskState.CANCELLED)
        for key, task in account.tasks.items()
        if task.state.is_open and any(_is_asked(task, part) for part in parts)
    }
    account = _with(account, (replace(part, to_send=False, sending=known) for part in parts))
    return replace(account, tasks={**account.tasks, **answered})


def told_of(account: Account, task: Task, *, left: bool) -> Account:
    """What a person, or an event of the mail service, says of a mail that may have carried invoices."""
    parts = [part for part in account.receivables.invoices.values() if _is_asked(task, part)]
    if not left:
        return _with(account, (replace(part, sending=Sending()) for part in parts))
    return _with(
        account,
        (
            replace(p, to_send=False, sending=Sending(sent_at=task.attempted_at, outreach=p.sending.outreach))
            for p in parts
        ),
    )


def _held(account: Account, claim: Claim) -> tuple[Invoice, ...]:
    """Those that this very claim holds, be its lease a longer one by now."""
    return tuple(
        part
        for part in account.receivables.invoices.values()
        if part.sending.claim and part.sending.claim.attempt == claim.attempt
    )


def _is_asked(task: Task, part: Invoice) -> bool:
    name = part.sending.outreach
    return part.to_send and bool(task.outreach) and name.partition("-")[2] == task.outreach


def _with(account: Account, invoices: Iterable[Invoice]) -> Account:
    return replace(account, receivables=account.receivables.with_invoices(invoices))
