"""The rules: what should happen to an enrolment on a day, and why.

Pure: no clock, no I/O. The run, the simulation and "why not?" all ask `decide`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.calendar import SendingCalendar
from relance.domain.circumstances import Circumstances
from relance.domain.customer import NO_PLAN, Account
from relance.domain.decision import (
    AllDisputed,
    AnothersTurn,
    AwaitingPerson,
    ClosedDay,
    Constraint,
    Covered,
    CreateTask,
    Decision,
    Due,
    Execute,
    Finish,
    HoldStands,
    InvoiceCovered,
    InvoiceLeft,
    JustAutomated,
    JustEnrolled,
    ListedBeside,
    ManualStep,
    MinimumContactDelay,
    NoPostalAddress,
    NothingOwed,
    NoWorkingAddress,
    OneADay,
    OnHold,
    PlanCompleted,
    PlanEmpty,
    PromiseBroken,
    RemindersOff,
    Resumed,
    TooSmall,
    TriggerReached,
    Wait,
)
from relance.domain.desk import Desk
from relance.domain.enrolment import Enrolment
from relance.domain.hold import Hold
from relance.domain.money import remind_from
from relance.domain.place import expiry
from relance.domain.plan import DunningPlan, StepKind
from relance.domain.posting import address_for
from relance.domain.receivables import Invoice, InvoiceStatus, Receivables
from relance.domain.subject import Subject
from relance.domain.task import TaskKind, TaskState
from relance.domain.turns import Turns

_A_DAY = timedelta(days=1)
_TASK_OF = {
    StepKind.EMAIL: TaskKind.EMAIL,
    StepKind.CALL: TaskKind.CALL,
    StepKind.LETTER: TaskKind.LETTER,
    StepKind.REGISTERED_LETTER: TaskKind.LETTER,
}


@dataclass(frozen=True, slots=True)
class Situation:
    """All a rule may look at."""

    subject: Subject
    calendar: SendingCalendar
    turns: Turns

    @property
    def facts(self) -> Circumstances:
        return self.subject.desk.facts

    @property
    def account(self) -> Account:
        """Its enrolments and to-dos are those of the day's beginning."""
        return self.facts.account

    @property
    def enrolment(self) -> Enrolment:
        return self.subject.enrolment

    @property
    def plan(self) -> DunningPlan:
        return self.subject.plan

    @property
    def today(self) -> date:
        return self.subject.today


def decide(
    account: Account, enrolment: Enrolment, plan: DunningPlan, calendar: SendingCalendar, today: date
) -> Decision:
    """What should happen to this enrolment on `today` (the organization's date), and why."""
    desk = Desk(account, today)
    return decided(desk, enrolment, plan, calendar, turns_at(desk, plan))


def decided(
    desk: Desk, enrolment: Enrolment, plan: DunningPlan, calendar: SendingCalendar, turns: Turns
) -> Decision:
    """What should happen to this enrolment on the day of the desk, and why."""
    asked = Situation(Subject.of(desk, enrolment, plan), calendar, turns)
    return _reminders_off(asked) or _held(asked) or _nothing_to_remind(asked) or _next_step(asked)


def turns_at(desk: Desk, plan: DunningPlan) -> Turns:
    """Whose turn it is on the day of the desk among the enrolments that follow the plan."""
    return Turns(desk, plan, lambda subject, due: _latest(_constraints(subject, due)).on)


def _reminders_off(asked: Situation) -> Finish | None:
    return Finish(RemindersOff()) if asked.account.customer.plan == NO_PLAN else None


def _held(asked: Situation) -> OnHold | None:
    """The decision under a hold, with the step that the hold keeps from running: a cycle is entered, and its
    place kept, under a hold as well.
    """
    held = _on(asked, asked.facts.longest_hold(asked.enrolment.invoice))
    return replace(held, due=asked.subject.due) if held else None


def _on(asked: Situation, hold: Hold | None) -> OnHold | None:
    if hold is None:
        return None
    opens = asked.calendar.sending_day(hold.until) if hold.until else None
    stands = HoldStands(
        hold.kind, hold.since, hold.until, hold.promised_for, hold.reason, hold.by, sends_on=opens
    )
    return OnHold(hold.until, stands)


def _nothing_to_remind(asked: Situation) -> Finish | OnHold | None:
    if not asked.plan.steps:
        return Finish(PlanEmpty())
    if asked.subject.carried:
        return None
    return _too_small(asked) or _invoice_left(asked) or _invoices_held(asked) or _nothing_owed(asked)


def _too_small(asked: Situation) -> Finish | None:
    """What is left is not worth a reminder."""
    if not asked.subject.listed:
        return None
    oldest = asked.subject.listed[0]
    return Finish(too_small(asked.account, oldest))


def too_small(account: Account, invoice: Invoice) -> TooSmall:
    left, least = account.receivables.asked(invoice), account.remind_from
    return TooSmall(invoice.number, left, remind_from(least, invoice.currency))


def stands_back(subject: Subject, number: str) -> PlanCompleted | TooSmall | ListedBeside | None:
    """Why an invoice that is reminded of does not carry, though it may be listed beside the one that does."""
    invoice = next((invoice for invoice in subject.listed if invoice.number == number), None)
    if invoice is None or not subject.plan.steps:
        return None
    if invoice not in subject.carried:
        return too_small(subject.desk.facts.account, invoice)
    if subject.is_done_for(invoice):
        return PlanCompleted(number)
    due = subject.due
    if due is None or due.carrying.number == number:
        return None
    is_listed = invoice in due.invoices or invoice in due.to_come
    return ListedBeside(number, due.carrying.number, None if is_listed else invoice.due_date + _A_DAY)


def _invoice_left(asked: Situation) -> Finish | None:
    """An invoice-level enrolment's invoice is not to be reminded of."""
    alone = asked.enrolment.invoice
    why = left_out(asked.account.receivables, alone, asked.today) if alone else None
    return Finish(why) if why else None


def left_out(owed: Receivables, number: str, today: date) -> InvoiceLeft | InvoiceCovered | None:
    """Why an invoice is not among those reminded: paid, void, in dispute, not sent yet, or covered."""
    invoice = owed.invoices.get(number)
    if invoice is None:
        return InvoiceLeft(number, InvoiceStatus.PAID)
    if invoice.disputed or not invoice.counts or not owed.outstanding(invoice):
        return InvoiceLeft(number, owed.status(invoice, today))
    if owed.asked(invoice):
        return None
    return InvoiceCovered(number, owed.outstanding(invoice), owed.unapplied_total(invoice.currency))


def _invoices_held(asked: Situation) -> OnHold | None:
    """Everything left to remind is under a hold of its own: the first to end says until when."""
    return _on(asked, asked.facts.first_released(asked.enrolment))


def _nothing_owed(asked: Situation) -> Finish:
    account, receivables = asked.account, asked.account.receivables
    contact = asked.facts.contact_of(asked.enrolment)
    open_now = [invoice for invoice in receivables.open if account.group_of(invoice) == contact]
    if not open_now:
        return Finish(NothingOwed())
    if all(invoice.disputed for invoice in open_now):
        return Finish(AllDisputed(len(open_now)))
    balances = receivables.balances
    credit = {currency: receivables.unapplied_total(currency) for currency in balances}
    owed = tuple(balance + credit[currency] for currency, balance in balances.items())
    return Finish(Covered(tuple(balances.values()), tuple(credit.values()), owed))


def _next_step(asked: Situation) -> Decision:
    due = asked.subject.due
    if due is None:
        done = asked.subject.last_done
        return Finish(PlanCompleted(done.number), replace(asked.subject.cycle(done), pending=None))
    return _turn_of(asked, due)


def _turn_of(asked: Situation, due: Due) -> Decision:
    """The step is next: does it run today, wait, or go to a person?"""
    person = asked.subject.with_person(due)
    if person:
        return Wait(None, _awaiting(asked, person, due), due)
    because = earliest(asked, due)
    if due.step.sends_itself:
        return _automation_held(asked, due) or _send_or_wait(asked, due, because)
    if because.on > asked.today:
        return Wait(because.on, because, due)
    return CreateTask(due, _TASK_OF[due.step.kind], ManualStep(because.on))


def _awaiting(asked: Situation, kind: TaskKind, due: Due) -> AwaitingPerson:
    about = (due.cycle.number, due.step.id)
    for task in asked.subject.desk.tasks_of(asked.enrolment.id):
        if task.state.is_open and task.kind is kind and (task.cycle, task.step) == about:
            return AwaitingPerson(kind, task.due_on, task.owner, task.state is TaskState.POSTPONED)
    return AwaitingPerson(kind)


def _send_or_wait(asked: Situation, due: Due, because: Constraint) -> Decision:
    opens = asked.calendar.sending_day(max(because.on, asked.today))
    if opens > asked.today:
        return Wait(opens, because if opens == because.on else ClosedDay(opens, because.on, because), due)
    if due.step.is_letter:
        if not _can_be_posted(asked):
            return CreateTask(due, TaskKind.LETTER, NoPostalAddress())
    elif asked.facts.recipient_of(asked.enrolment) is None:
        return CreateTask(due, TaskKind.FIX_CONTACT, NoWorkingAddress())
    return _behind_another(asked, due) or Execute(due, because)


def _can_be_posted(asked: Situation) -> bool:
    address = address_for(asked.account, asked.facts.contact_of(asked.enrolment))
    return address is not None and not address.is_bad


def _behind_another(asked: Situation, due: Due) -> Wait | None:
    """Another invoice of the customer has its turn today, and the contact delay lets one go."""
    delay = asked.plan.min_contact_delay_days
    if asked.enrolment.invoice is None or not delay:
        return None
    first = asked.turns.first(asked.facts.contact_of(asked.enrolment))
    if first is None or first == due.carrying.number:
        return None
    on = asked.calendar.sending_day(asked.today + timedelta(days=delay))
    return Wait(on, AnothersTurn(on, first, delay), due)


def _automation_held(asked: Situation, due: Due) -> OnHold | None:
    held = _on(asked, asked.facts.automation_hold)
    return replace(held, due=due) if held else None


def earliest(asked: Situation, due: Due) -> Constraint:
    """The constraint that holds the step longest; its `on` is the first day it may run."""
    last = asked.subject.desk.last_contact_of(asked.facts.contact_of(asked.enrolment))
    constraints = [*_constraints(asked.subject, due)]
    if last is not None:
        delay = asked.plan.min_contact_delay_days
        # Behind the trigger, as people give reasons: on one day the earlier in this list is named.
        constraints.insert(1, MinimumContactDelay(last + timedelta(days=delay), last, delay))
    return _latest(constraints)


def _latest(constraints: Iterable[Constraint]) -> Constraint:
    return max(constraints, key=lambda constraint: constraint.on)


def _constraints(subject: Subject, due: Due) -> Iterator[Constraint]:
    """Every constraint but the contact delay."""
    enrolment, step = subject.enrolment, due.step
    yield TriggerReached(step.trigger(due.carrying))
    if step.sends_itself:
        yield JustEnrolled(enrolment.enrolled_on + _A_DAY)
        if enrolment.last_contact_on:
            yield OneADay(enrolment.last_contact_on + _A_DAY, enrolment.last_contact_on)
        if step.automated_on:
            yield JustAutomated(step.automated_on + _A_DAY)
    if enrolment.resume_on:
        yield Resumed(enrolment.resume_on)
    for promise in subject.desk.facts.broken_promises(due.carrying.number):
        yield PromiseBroken(promise.ends_on, promise.promised_for)


def look_again_on(asked_on: date, account: Account, plan: DunningPlan, decision: Decision) -> date | None:
    """`next_look` at an account that is worked on no further."""
    return next_look(Desk(account, asked_on), plan, decision)


def next_look(desk: Desk, plan: DunningPlan, decision: Decision) -> date | None:
    """The first later day on which `decide` may answer otherwise though nothing is changed by anyone.

    The decision's own day, the end of a hold, the expiry of the step it waits with, the return of a
    postponed to-do. None: not before something changes.
    """
    days = {desk.facts.next_hold_end, desk.next_return}
    match decision:
        case Execute() | CreateTask():
            return desk.today
        case Wait(until=until, due=due) | OnHold(until=until, due=due):
            days |= {until, *expiry(plan, due)}
        case Finish():
            pass
    return min((day for day in days if day is not None and day > desk.today), default=None)
