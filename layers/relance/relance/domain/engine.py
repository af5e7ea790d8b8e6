"""The rules: what should happen to an enrolment on a day, and why.

Pure: no clock, no I/O. The run, the simulation and "why not?" all ask `decide`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.calendar import SendingCalendar
from relance.domain.customer import NO_PLAN, Account
from relance.domain.cycle import Cycle, Place, later_of
from relance.domain.decision import (
    AllDisputed,
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
    ManualStep,
    MinimumContactDelay,
    NothingOwed,
    NoWorkingAddress,
    OneADay,
    OnHold,
    PlanCompleted,
    PlanEmpty,
    PromiseBroken,
    RemindersOff,
    Resumed,
    TriggerReached,
    Wait,
)
from relance.domain.enrolment import Enrolment
from relance.domain.hold import Hold
from relance.domain.place import expiry, pending_step
from relance.domain.plan import DunningPlan, PlanStep, StepKind
from relance.domain.promise import PromiseState
from relance.domain.receivables import Invoice, InvoiceStatus, Receivables
from relance.domain.task import TaskKind, TaskState

_A_DAY = timedelta(days=1)
_TASK_OF = {
    StepKind.EMAIL: TaskKind.EMAIL,
    StepKind.CALL: TaskKind.CALL,
    StepKind.LETTER: TaskKind.LETTER,
    StepKind.REGISTERED_LETTER: TaskKind.LETTER,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an enrolment is about on a day. `carried` are the invoices it reminds of, the oldest first."""

    account: Account
    enrolment: Enrolment
    plan: DunningPlan
    today: date
    carried: tuple[Invoice, ...]

    @classmethod
    def of(cls, account: Account, enrolment: Enrolment, plan: DunningPlan, today: date) -> Subject:
        return cls(account, enrolment, plan, today, _carried(account, enrolment.invoice, today))


@dataclass(frozen=True, slots=True)
class Situation(Subject):
    """All a rule may look at."""

    calendar: SendingCalendar


def decide(
    account: Account, enrolment: Enrolment, plan: DunningPlan, calendar: SendingCalendar, today: date
) -> Decision:
    """What should happen to this enrolment on `today` (the organization's date), and why."""
    carried = _carried(account, enrolment.invoice, today)
    asked = Situation(account, enrolment, plan, today, carried, calendar)
    return _reminders_off(asked) or _held(asked) or _nothing_to_remind(asked) or _next_step(asked)


def _carried(account: Account, alone: str | None, today: date) -> tuple[Invoice, ...]:
    """What the enrolment reminds, oldest first: all of it or one invoice, without those held apart."""
    owed = account.receivables
    remindable = owed.remindable
    if alone is not None:
        own = owed.remindable_by_number.get(alone)
        remindable = (own,) if own else ()
    held = {hold.invoice for hold in account.all_holds if hold.invoice and hold.stands(today)}
    return tuple(invoice for invoice in remindable if invoice.number not in held)


def _reminders_off(asked: Situation) -> Finish | None:
    return Finish(RemindersOff()) if asked.account.customer.plan == NO_PLAN else None


def _held(asked: Situation) -> OnHold | None:
    """The decision under a hold, with the step that the hold keeps from running: a cycle is entered, and its
    place kept, under a hold as well.
    """
    held = _longest(
        hold
        for hold in asked.account.all_holds
        if hold.stands(asked.today) and hold.covers(asked.enrolment.invoice) and not hold.automatic_only
    )
    return replace(held, due=_due(asked)) if held else None


def _longest(standing: Iterable[Hold]) -> OnHold | None:
    return _on(max(standing, key=_end, default=None))


def _end(hold: Hold) -> tuple[date, str]:
    """When the hold ends; of holds that end together, always the same hold is named."""
    return hold.until or date.max, hold.id


def _on(hold: Hold | None) -> OnHold | None:
    if hold is None:
        return None
    return OnHold(hold.until, HoldStands(hold.kind, hold.since, hold.until, hold.promised_for))


def _nothing_to_remind(asked: Situation) -> Finish | OnHold | None:
    if not asked.plan.steps:
        return Finish(PlanEmpty())
    if asked.carried:
        return None
    return _invoice_left(asked) or _invoices_held(asked) or _nothing_owed(asked)


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
    return None if owed.asked(invoice) else InvoiceCovered(number)


def _invoices_held(asked: Situation) -> OnHold | None:
    """Everything left to remind is under a hold of its own: the first to end says until when."""
    remindable = {invoice.number for invoice in asked.account.receivables.remindable}
    holds = [h for h in asked.account.all_holds if h.invoice in remindable and h.stands(asked.today)]
    return _on(min(holds, key=_end, default=None))


def _nothing_owed(asked: Situation) -> Finish:
    receivables = asked.account.receivables
    if not receivables.open:
        return Finish(NothingOwed())
    if all(invoice.disputed for invoice in receivables.open):
        return Finish(AllDisputed(len(receivables.open)))
    return Finish(Covered(tuple(receivables.balances.values())))


def _next_step(asked: Situation) -> Decision:
    due = _due(asked)
    if due is None:
        done = _last_done(asked)
        return Finish(PlanCompleted(done.number), replace(_cycle(asked, done), pending=None))
    return _turn_of(asked, due)


def _due(asked: Subject) -> Due | None:
    """The step that is next, and the invoices it is about; None when there are none, or all are behind.

    The oldest invoice for which the plan is not done carries.
    """
    for carrying in asked.carried:
        cycle = _cycle(asked, carrying)
        step = _pending(asked, carrying, cycle)
        if step is not None:
            listed = _listed(asked, carrying)
            return Due(step, replace(cycle, pending=Place.at(step)), carrying, listed)
    return None


def _listed(asked: Subject, carrying: Invoice) -> tuple[Invoice, ...]:
    """The carrying invoice, then those that are overdue, oldest first."""
    others = (i for i in asked.carried if i.number != carrying.number and i.due_date < asked.today)
    return (carrying, *others)


def _last_done(asked: Subject) -> Invoice:
    """Of invoices for which the plan is done, the one in whose cycle the enrolment is; else the oldest."""
    current = asked.enrolment.cycle
    within = (i for i in asked.carried if current and current.invoice == i.number)
    return next(within, asked.carried[0])


def _pending(asked: Subject, invoice: Invoice, cycle: Cycle) -> PlanStep | None:
    awaiting, listed = _awaiting(asked, cycle), _last_listed(asked, invoice)
    return pending_step(cycle, invoice, asked.plan, asked.today, awaiting, listed)


def _cycle(asked: Subject, invoice: Invoice) -> Cycle:
    """The invoice's own. What the same plan has done for it is behind, whichever enrolment led it then."""
    cycle, plan = asked.enrolment.cycle_of(invoice.number), asked.plan
    for other in asked.account.enrolments_about(invoice.number):
        if other.id != asked.enrolment.id and (place := other.place_in(plan.id, invoice.number)):
            cycle = cycle.joined(place.cycle(cycle.number, invoice.number).within(plan))
    for place in invoice.kept:
        if place.plan == plan.id:
            cycle = cycle.joined(place.cycle(cycle.number, invoice.number).within(plan))
    return cycle


def _last_listed(asked: Subject, invoice: Invoice) -> Place | None:
    """The latest step with which it was listed, whichever plan and contact the message was for."""
    latest = invoice.listed
    for enrolment in asked.account.enrolments_about(invoice.number):
        latest = later_of(latest, enrolment.listings.get(invoice.number), invoice)
    return latest


def done_for(account: Account, enrolment: Enrolment, plan: DunningPlan, today: date) -> tuple[Invoice, ...]:
    """The open invoices of the enrolment for which the plan is done."""
    if not plan.steps:
        return ()
    asked = Subject.of(account, enrolment, plan, today)
    return tuple(i for i in asked.carried if _pending(asked, i, _cycle(asked, i)) is None)


def _awaiting(asked: Subject, cycle: Cycle) -> TaskKind | None:
    """The to-do a person has for this cycle."""
    current = asked.enrolment.cycle
    return asked.enrolment.awaiting if current and current.number == cycle.number else None


def _turn_of(asked: Situation, due: Due) -> Decision:
    """The step is next: does it run today, wait, or go to a person?"""
    current = asked.enrolment.cycle
    handed_over = _awaiting(asked, due.cycle) if current and current.step == due.step.id else None
    if handed_over and not _mended(handed_over, asked.account):
        return Wait(None, AwaitingPerson(handed_over), due)
    because = earliest(asked, due)
    if due.step.sends_itself:
        return _automation_held(asked, due) or _send_or_wait(asked, due, because)
    if because.on > asked.today:
        return Wait(because.on, because, due)
    return CreateTask(due, _TASK_OF[due.step.kind], ManualStep(because.on))


def _mended(awaiting: TaskKind, account: Account) -> bool:
    """Whether the to-do asked for a working address, and there is such an address now."""
    return awaiting is TaskKind.FIX_CONTACT and account.recipient is not None


def _send_or_wait(asked: Situation, due: Due, because: Constraint) -> Decision:
    opens = asked.calendar.sending_day(max(because.on, asked.today))
    if opens > asked.today:
        return Wait(opens, because if opens == because.on else ClosedDay(opens, because.on, because), due)
    if asked.account.recipient is None:
        return CreateTask(due, TaskKind.FIX_CONTACT, NoWorkingAddress())
    return Execute(due, because)


def _automation_held(asked: Situation, due: Due) -> OnHold | None:
    held = _longest(h for h in asked.account.all_holds if h.automatic_only and h.stands(asked.today))
    return replace(held, due=due) if held else None


def earliest(asked: Situation, due: Due) -> Constraint:
    """The constraint that holds the step longest; its `on` is the first day it may run."""
    enrolment, step, last = asked.enrolment, due.step, asked.account.last_contact_on
    constraints: list[Constraint] = [TriggerReached(step.trigger(due.carrying))]
    if last is not None:
        delay = asked.plan.min_contact_delay_days
        constraints.append(MinimumContactDelay(last + timedelta(days=delay), last, delay))
    if step.sends_itself:
        constraints.append(JustEnrolled(enrolment.enrolled_on + _A_DAY))
        if enrolment.last_contact_on:
            constraints.append(OneADay(enrolment.last_contact_on + _A_DAY, enrolment.last_contact_on))
        if step.automated_on:
            constraints.append(JustAutomated(step.automated_on + _A_DAY))
    if enrolment.resume_on:
        constraints.append(Resumed(enrolment.resume_on))
    constraints.extend(_promises_broken(asked.account, due.carrying))
    return max(constraints, key=lambda constraint: constraint.on)


def _promises_broken(account: Account, carrying: Invoice) -> Iterator[PromiseBroken]:
    for promise in account.promises.values():
        if promise.state is PromiseState.BROKEN and promise.holds and carrying.number in promise.invoices:
            yield PromiseBroken(promise.ends_on, promise.promised_for)


def look_again_on(asked_on: date, account: Account, plan: DunningPlan, decision: Decision) -> date | None:
    """The first later day on which `decide` may answer otherwise though nothing is changed by anyone.

    The decision's own day, the end of a hold, the expiry of the step it waits with, the return of a
    postponed to-do. None: not before something changes.
    """
    days = {hold.until for hold in account.all_holds}
    days |= {task.due_on for task in account.tasks.values() if task.state is TaskState.POSTPONED}
    match decision:
        case Execute() | CreateTask():
            return asked_on
        case Wait(until=until, due=due) | OnHold(until=until, due=due):
            days |= {until, *expiry(plan, due)}
        case Finish():
            pass
    return min((day for day in days if day is not None and day > asked_on), default=None)
