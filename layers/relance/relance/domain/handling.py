"""What a person does with a to-do, and how the plan moves on after it (A13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

from relance.domain.customer import Account
from relance.domain.decision import Due
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Fault, Refused
from relance.domain.failed_address import confirmed
from relance.domain.invoice_sending import told_of as told_of_invoices
from relance.domain.outreach import OutreachRef
from relance.domain.progress import owner_of, stands_at, told_of, waits_for_answer
from relance.domain.receivables import Invoice
from relance.domain.review import review_of
from relance.domain.task import POSSIBLY_NOT_SENT, Task, TaskKind, TaskState
from relance.domain.what_next import dealt_with

LONGEST_POSTPONEMENT: Final = timedelta(days=366)


type End = Literal["done", "skip", "postpone"]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who handles a to-do, and when; `today` is the organization's date."""

    by: str
    at: datetime
    today: date


def still_open(task: Task) -> Task:
    """Raises Refused when it is closed."""
    if not task.state.is_open:
        raise Refused(Fault("task_closed", "task", {"state": task.state}))
    return task


def check_end(kind: TaskKind, end: End) -> None:
    """Raises Refused where no to-do of that kind ends so: a customer's reply has exits of its own (D3), and a
    contact is mended, not ticked off.
    """
    match kind, end:
        case TaskKind.REPLY, "done" | "skip":
            raise Refused(Fault("reply_has_own_exits", "task"))
        case TaskKind.FIX_CONTACT, "done":
            raise Refused(Fault("task_closes_itself", "task"))
        case _, "postpone" if not kind.is_step:
            raise Refused(Fault("task_not_postponable", "until"))


def may_end(kind: TaskKind, end: End) -> bool:
    try:
        check_end(kind, end)
    except Refused:
        return False
    return True


def done(account: Account, task: Task, hand: Hand) -> Account:
    """The person did it: a call, a letter or an e-mail is a contact, and the plan goes on after it.

    For a to-do about a mail that may not have left, "done" means that the mail did leave. Raises Refused for
    a to-do that is ended in another way, such as a customer's reply. For a to-do about an address, "done"
    means that the address did fail, and skipping the to-do that it works.
    """
    check_end(task.kind, "done")
    match task.kind:
        case TaskKind.REVIEW_SEND if task.why == POSSIBLY_NOT_SENT:
            account = told_of_invoices(account, task, left=True)
            account = _moved_on(account, task, contacted_on=task.due_on)
        case TaskKind.EMAIL | TaskKind.CALL | TaskKind.LETTER | TaskKind.REVIEW_SEND:
            account = _moved_on(account, task, contacted_on=hand.today)
        case TaskKind.CHECK_ADDRESS:
            account = confirmed(account, task)
        case TaskKind.PLAN_COMPLETED:
            account = dealt_with(account, task)
        case TaskKind.CLAIM | TaskKind.BROKEN_PROMISE | TaskKind.CONFIRM_MOVE:
            pass
    return account.with_task(closed_by(task, TaskState.DONE, hand))


def skipped(account: Account, task: Task, hand: Hand) -> Account:
    """Left undone for good: the plan goes on without it. Raises Refused."""
    check_end(task.kind, "skip")
    account = dealt_with(account, task) if task.kind is TaskKind.PLAN_COMPLETED else _moved_on(account, task)
    account = told_of_invoices(account, task, left=False)
    return account.with_task(closed_by(task, TaskState.SKIPPED, hand))


def postponed(account: Account, task: Task, until: date, today: date) -> Account:
    """Out of the list until that day; the plan waits. Raises Refused."""
    check_end(task.kind, "postpone")
    if not today < until <= today + LONGEST_POSTPONEMENT:
        raise Refused(Fault("not_in_the_coming_year", "until"))
    return account.with_task(replace(task, due_on=until, state=TaskState.POSTPONED))


# --- sending by hand: the claim, and the ways it ends ---


def being_sent(account: Account, task: Task, ref: OutreachRef, hand: Hand) -> Account:
    """The claim: closes the to-do, so that nobody sends it twice, and asks at once what became of the mail.

    The question is taken back when that is known; if the sender dies meanwhile, it stands. Raises Refused
    when the customer has written and nobody has answered yet (D2).
    """
    if waits_for_answer(account, task, hand.today):
        raise Refused(Fault("reply_waits", "task"))
    review = review_of(
        ref,
        hand.today,
        owner=task.owner,
        invoices=task.invoices,
        enrolment=task.enrolment,
        cycle=task.cycle,
        step=task.step,
    )
    own = account.enrolments.get(task.enrolment or "")
    if own and stands_at(task, own):
        account = account.with_enrolment(replace(own, awaiting=review.kind))
    closed = closed_by(task, TaskState.DONE, hand)
    return account.with_task(replace(closed, outreach=ref.id, attempted_at=ref.at)).with_task(review)


def next_being_sent(account: Account, own: Enrolment, due: Due, ref: OutreachRef, hand: Hand) -> Account:
    """The claim on a step that would leave by itself: the plan waits for what becomes of the mail, and a
    person is asked at once, as `being_sent` has it.
    """
    review = review_of(
        ref,
        hand.today,
        owner=owner_of(due.step, account.customer),
        invoices=tuple(invoice.number for invoice in due.invoices),
        enrolment=own.id,
        cycle=due.cycle.number,
        step=due.step.id,
    )
    moved = own.on(due.cycle).handed_over(due.step, review.kind)
    return account.with_enrolment(moved).with_task(review)


def found_sent(account: Account, review: str, on: date) -> Account:
    """The mail left on that day: nobody needs to say so any more, and what waited for it goes on."""
    task = account.tasks.get(review)
    if task is None or not task.state.is_open:
        return account
    account = told_of_invoices(account, task, left=True)
    return _moved_on(account, task, contacted_on=on).with_task(replace(task, state=TaskState.CANCELLED))


def found_refused(account: Account, review: str, detail: str) -> Account:
    """The mail certainly did not leave, and the same mail would be refused again: a person decides what comes
    next.
    """
    task = account.tasks.get(review)
    if task is None or not task.state.is_open:
        return account
    return account.with_task(replace(task, why="rejected", detail=detail))


def taken_back(account: Account, review: str, task_id: str) -> Account:
    """The mail service did not take it: the to-do is open again, and knows of the attempt."""
    question, task = account.tasks.get(review), account.tasks.get(task_id)
    if question is None or task is None or not question.state.is_open:
        return account
    own = account.enrolments.get(task.enrolment or "")
    if own and stands_at(task, own):
        account = account.with_enrolment(replace(own, awaiting=task.kind))
    account = account.with_task(replace(question, state=TaskState.CANCELLED))
    return account.with_task(replace(task, state=TaskState.DUE, closed_at=None, closed_by=None))


def next_taken_back(account: Account, review: str) -> Account:
    """The mail service did not take it: the step leaves by itself in its turn, or again by hand."""
    question = account.tasks.get(review)
    if question is None or not question.state.is_open:
        return account
    own = account.enrolments.get(question.enrolment or "")
    if own and stands_at(question, own):
        account = account.with_enrolment(replace(own, awaiting=None))
    return account.with_task(replace(question, state=TaskState.CANCELLED))


def reminded_by_hand(account: Account, task: Task, today: date) -> tuple[Invoice, ...]:
    """What its message is about: of the invoices it named, or of all that would be reminded, those open.

    Raises Refused when there is none.
    """
    named, own = set(task.invoices), account.enrolments.get(task.enrolment or "")
    alone = own.invoice if own else None
    contact = account.contact_of(own) if own else None
    remindable = account.receivables.remindable if named else account.remindable_of(contact)
    about = tuple(i for i in remindable if (i.number in named if named else alone in (None, i.number)))
    if not about:
        raise Refused(Fault("nothing_open", "task"))
    return about if named else (about[0], *(i for i in about[1:] if i.due_date < today))


# --- how ---


def _moved_on(account: Account, task: Task, contacted_on: date | None = None) -> Account:
    """Past its step, if the plan still waits there; a contact counts in any case."""
    own = account.enrolments.get(task.enrolment or "")
    if own and stands_at(task, own):
        moved = own.passed(contacted_on)
        place = own.cycle.pending if own.cycle and contacted_on else None
        if place is None or contacted_on is None:
            return account.with_enrolment(moved)
        known = account.receivables.invoices
        listed = [known[number] for number in task.invoices if number in known]
        return account.with_enrolment(told_of(moved, place, listed, contacted_on))
    last = max(filter(None, (contacted_on, account.last_contact_on)), default=None)
    if last == account.last_contact_on:
        return account
    return replace(account, customer=replace(account.customer, contacted_on=last))


def closed_by(task: Task, state: TaskState, hand: Hand) -> Task:
    return replace(task, state=state, closed_at=hand.at, closed_by=hand.by)
