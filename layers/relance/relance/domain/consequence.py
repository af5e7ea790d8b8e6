"""What a received mail does to its customer's account, and what handling it does.

Pure, and safe to repeat: the same mail twice does what it does once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from relance.domain.calendar import SendingCalendar
from relance.domain.customer import Account, AddressStanding
from relance.domain.failed_address import told_of_failure
from relance.domain.handling import Hand
from relance.domain.hold import Hold, HoldKind
from relance.domain.inbox import EntryState, InboxEntry, MailKind
from relance.domain.organization import Organization, ReplyHolds
from relance.domain.task import Task, TaskKind, TaskState

WEAK_HOLD_WORKING_DAYS: Final = 3
LONGEST_ABSENCE: Final = timedelta(days=14)
# Of the mails that a to-do has gathered so many are kept, the latest last.
MOST_ENTRIES: Final = 8


def followed(
    account: Account, entry: InboxEntry, organization: Organization, calendar: SendingCalendar, today: date
) -> Account:
    """The account after `entry` came in today: a hold and a to-do, a delay, a contact marked, or nothing."""
    received = entry.received
    match received.kind:
        case MailKind.HUMAN_REPLY if entry.state is EntryState.PENDING:
            return _asked(account, entry, organization, today, None)
        case MailKind.WEAK_AUTO_REPLY if entry.state is EntryState.PENDING:
            until = calendar.working_day_after(today, WEAK_HOLD_WORKING_DAYS)
            return _asked(account, entry, organization, today, until)
        case MailKind.AUTO_REPLY if organization.inbox and received.returns_on:
            return _delayed(account, entry, min(received.returns_on, today + LONGEST_ABSENCE))
        case MailKind.HARD_BOUNCE:
            return told_of_failure(
                account, entry, received.failed, AddressStanding.BOUNCED, organization.id, today
            )
        case MailKind.COMPLAINT:
            who = received.failed or (received.sender.email,)
            return told_of_failure(account, entry, who, AddressStanding.COMPLAINED, organization.id, today)
        case _:
            return account


def open_reply(account: Account) -> Task | None:
    """The customer's open to-do Reply, of which there is at most one."""
    replies = (t for t in account.tasks.values() if t.kind is TaskKind.REPLY and t.state.is_open)
    return next(replies, None)


def _asked(
    account: Account, entry: InboxEntry, organization: Organization, today: date, until: date | None
) -> Account:
    """A person has it: what is planned waits behind it. `until` is when it ends by itself."""
    task = open_reply(account)
    if task and until and task.until is None:
        return account  # A person's answer waits already: a machine's does not take its place.
    becomes_a_persons = task is not None and task.until is not None and until is None
    task = task or _new_task(account, entry, organization.id, today)
    entries = (*(known for known in task.entries if known != entry.id), entry.id)
    entries = entries if becomes_a_persons else tuple(sorted(entries))
    latest = entries[-1] == entry.id
    task = replace(
        task,
        entries=entries[-MOST_ENTRIES:],
        why=_WHY[entry.received.kind] if latest else task.why,
        invoices=_invoices(entry) if latest else task.invoices,
        until=until,
    )
    account = replace(account, holds=_held(account, entry, organization, today, until))
    return _set_aside(account, entry, organization).with_task(task)


_WHY = {MailKind.HUMAN_REPLY: "reply", MailKind.WEAK_AUTO_REPLY: "probably_automatic"}


def _new_task(account: Account, entry: InboxEntry, org: str, today: date) -> Task:
    return Task(
        id=Task.identity(org, TaskKind.REPLY, account.customer.id, entry.id),
        kind=TaskKind.REPLY,
        customer=account.customer.id,
        due_on=today,
        why=_WHY[entry.received.kind],
        owner=account.customer.account_manager,
    )


def _invoices(entry: InboxEntry) -> tuple[str, ...]:
    return (entry.match.invoice,) if entry.match and entry.match.invoice else ()


def _alone(entry: InboxEntry, organization: Organization) -> str | None:
    """The one invoice that is held; None for all of the customer's (D5)."""
    invoice = entry.match.invoice if entry.match else None
    return invoice if organization.reply_holds is ReplyHolds.INVOICE else None


def _held(
    account: Account, entry: InboxEntry, organization: Organization, today: date, until: date | None
) -> tuple[Hold, ...]:
    invoice = _alone(entry, organization)
    hold_id = f"reply#{invoice}" if invoice else "reply"
    known = next((hold for hold in account.holds if hold.id == hold_id), None)
    hold = Hold(hold_id, HoldKind.REPLY, known.since if known else today, until, invoice)
    return (*(h for h in account.holds if h.id != hold_id), hold)


def _set_aside(account: Account, entry: InboxEntry, organization: Organization) -> Account:
    """The plan's to-dos make room for the to-do Reply (D2); they come back once the reply is handled."""
    alone = _alone(entry, organization)
    for task in tuple(account.tasks.values()):
        enrolment = account.enrolments.get(task.enrolment or "")
        covered = enrolment is not None and alone in (None, enrolment.invoice)
        if covered and task.kind.is_step and task.state is TaskState.DUE:
            account = account.with_task(replace(task, state=TaskState.POSTPONED))
    return account


def _delayed(account: Account, entry: InboxEntry, back_on: date) -> Account:
    """Nobody reads it before then; never earlier than was said before."""
    for enrolment in tuple(account.enrolments.values()):
        mine = not entry.match or entry.match.invoice in (None, enrolment.invoice)
        if mine and (enrolment.resume_on is None or enrolment.resume_on < back_on):
            account = account.with_enrolment(replace(enrolment, resume_on=back_on))
    return account


def answered(account: Account, hand: Hand, delay_days: int) -> Account:
    """We wrote back: a contact, and the plan resumes after the minimum contact delay."""
    customer = replace(account.customer, contacted_on=hand.today)
    return ignored(replace(account, customer=customer), hand, delay_days)


def ignored(account: Account, hand: Hand, delay_days: int) -> Account:
    """A person has dealt with it: the plan resumes where it was, after the minimum contact delay."""
    account = _released(account, TaskState.DONE, hand)
    resume_on = hand.today + timedelta(days=delay_days)
    for enrolment in tuple(account.enrolments.values()):
        later = max(enrolment.resume_on or resume_on, resume_on)
        account = account.with_enrolment(replace(enrolment, resume_on=later))
    return account


def paused(account: Account, hand: Hand, until: date | None) -> Account:
    """The customer's plans stop until then; None until somebody lifts it."""
    account = _released(account, TaskState.DONE, hand)
    pause = Hold("pause", HoldKind.PAUSE, hand.today, until, by=hand.by)
    return replace(account, holds=(*(h for h in account.holds if h.id != pause.id), pause))


def expired(account: Account) -> Account:
    """Nobody took what was probably a machine's answer for a person's: the plan goes on."""
    return _released(account, TaskState.EXPIRED)


def _released(account: Account, state: TaskState, hand: Hand | None = None) -> Account:
    """Without the hold and the to-do of a reply; deciding afresh brings back those it had set aside."""
    by, at = (hand.by, hand.at) if hand else (None, None)
    account = replace(account, holds=tuple(h for h in account.holds if h.kind is not HoldKind.REPLY))
    for task in tuple(account.tasks.values()):
        if task.kind is TaskKind.REPLY and task.state.is_open:
            account = account.with_task(replace(task, state=state, closed_at=at, closed_by=by))
    return account
