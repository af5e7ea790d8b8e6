"""The rules: what should happen to an enrolment on a day, and why.

Pure: no clock, no I/O. The run, the simulation and "why not?" all ask `decide`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.calendar import SendingCalendar
from relance.domain.circumstances import Circumstances
from relance.domain.customer import NO_PLAN, Account
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
from relance.domain.desk import Desk
from relance.domain.enrolment import Cycle, Enrolment
from relance.domain.hold import Hold
from relance.domain.place import expiry, pending_step
from relance.domain.plan import DunningPlan, StepKind
from relance.domain.receivables import Invoice, InvoiceStatus, Receivables
from relance.domain.task import TaskKind

_A_DAY = timedelta(days=1)
_TASK_OF = {
    StepKind.EMAIL: TaskKind.EMAIL,
    StepKind.CALL: TaskKind.CALL,
    StepKind.LETTER: TaskKind.LETTER,
    StepKind.REGISTERED_LETTER: TaskKind.LETTER,
}


@dataclass(frozen=True, slots=True)
class Situation:
    """All a rule may look at. `carried` are the invoices reminded, the carrying one first."""

    desk: Desk
    enrolment: Enrolment
    plan: DunningPlan
    calendar: SendingCalendar
    carried: tuple[Invoice, ...]

    @property
    def facts(self) -> Circumstances:
        return self.desk.facts

    @property
    def account(self) -> Account:
        """Its enrolments and to-dos are those of the day's beginning."""
        return self.desk.facts.account

    @property
    def today(self) -> date:
        return self.desk.today


def decide(
    account: Account, enrolment: Enrolment, plan: DunningPlan, calendar: SendingCalendar, today: date
) -> Decision:
    """What should happen to this enrolment on `today` (the organization's date), and why."""
    return decided(Desk(account, today), enrolment, plan, calendar)


def decided(desk: Desk, enrolment: Enrolment, plan: DunningPlan, calendar: SendingCalendar) -> Decision:
    """What should happen to this enrolment on the day of the desk, and why."""
    asked = Situation(desk, enrolment, plan, calendar, desk.facts.carried(enrolment.invoice))
    return _reminders_off(asked) or _held(asked) or _nothing_to_remind(asked) or _next_step(asked)


def _reminders_off(asked: Situation) -> Finish | None:
    return Finish(RemindersOff()) if asked.account.customer.plan == NO_PLAN else None


def _held(asked: Situation) -> OnHold | None:
    """The decision under a hold, with the step that the hold keeps from running: a cycle is entered, and its
    place kept, under a hold as well.
    """
    held = _on(asked.facts.longest_hold(asked.enrolment.invoice))
    return replace(held, due=_due(asked)) if held else None


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
    return _on(asked.facts.first_released)


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
        carrying = asked.carried[0]
        return Finish(PlanCompleted(carrying.number), replace(_cycle(asked, carrying), pending=None))
    return _turn_of(asked, due)


def _due(asked: Situation) -> Due | None:
    """The step that is next, and the invoices it is about; None when there are none, or all are behind."""
    if not asked.carried:
        return None
    carrying = asked.carried[0]
    cycle = _cycle(asked, carrying)
    step = pending_step(cycle, carrying, asked.plan, asked.today, _awaiting(asked, cycle))
    if step is None:
        return None
    listed = tuple(i for i in asked.carried if i.due_date <= max(asked.today, carrying.due_date))
    return Due(step, cycle.at(step), carrying, listed)


def _cycle(asked: Situation, carrying: Invoice) -> Cycle:
    """The carrying invoice's own. What the plan did for it while it worked on the other level is behind."""
    cycle, on_customer = asked.enrolment.cycle_of(carrying.number), asked.enrolment.invoice is None
    for known in asked.desk.cycles_elsewhere(asked.plan.id, carrying.number, on_customer=on_customer):
        cycle = cycle.joined(known.within(asked.plan))
    return cycle


def _awaiting(asked: Situation, cycle: Cycle) -> TaskKind | None:
    """The to-do a person has for this cycle."""
    current = asked.enrolment.cycle
    return asked.enrolment.awaiting if current and current.number == cycle.number else None


def _turn_of(asked: Situation, due: Due) -> Decision:
    """The step is next: does it run today, wait, or go to a person?"""
    current = asked.enrolment.cycle
    handed_over = _awaiting(asked, due.cycle) if current and current.step == due.step.id else None
    if handed_over and not _mended(handed_over, asked.facts):
        return Wait(None, AwaitingPerson(handed_over), due)
    because = earliest(asked, due)
    if due.step.sends_itself:
        return _automation_held(asked, due) or _send_or_wait(asked, due, because)
    if because.on > asked.today:
        return Wait(because.on, because, due)
    return CreateTask(due, _TASK_OF[due.step.kind], ManualStep(because.on))


def _mended(awaiting: TaskKind, facts: Circumstances) -> bool:
    """Whether the to-do asked for a working address, and there is such an address now."""
    return awaiting is TaskKind.FIX_CONTACT and facts.recipient is not None


def _send_or_wait(asked: Situation, due: Due, because: Constraint) -> Decision:
    opens = asked.calendar.sending_day(max(because.on, asked.today))
    if opens > asked.today:
        return Wait(opens, because if opens == because.on else ClosedDay(opens, because.on, because), due)
    if asked.facts.recipient is None:
        return CreateTask(due, TaskKind.FIX_CONTACT, NoWorkingAddress())
    return Execute(due, because)


def _automation_held(asked: Situation, due: Due) -> OnHold | None:
    held = _on(asked.facts.automation_hold)
    return replace(held, due=due) if held else None


def earliest(asked: Situation, due: Due) -> Constraint:
    """The constraint that holds the step longest; its `on` is the first day it may run."""
    enrolment, step, last = asked.enrolment, due.step, asked.desk.last_contact_on
    constraints: list[Constraint] = [TriggerReached(step.trigger(due.carrying.due_date))]
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
    broken = asked.facts.broken_promises(due.carrying.number)
    constraints.extend(PromiseBroken(promise.ends_on, promise.promised_for) for promise in broken)
    return max(constraints, key=lambda constraint: constraint.on)


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
