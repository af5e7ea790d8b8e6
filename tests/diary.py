"""One customer's days, walked as the run walks them: looked at only when it is time to look.

A test reads like a diary: `diary.until("2026-04-15")`, then something happens, then on. Its `lines` say
what was done: `"2026-04-07 email+7 F-1"`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from relance.domain.arrivals import timed
from relance.domain.calendar import SendingCalendar
from relance.domain.customer import Account
from relance.domain.decision import CreateTask, Decision, Due, Execute
from relance.domain.engine import decide
from relance.domain.enrolling import enrolled
from relance.domain.enrolment import Enrolment
from relance.domain.handling import Hand
from relance.domain.hold import Hold
from relance.domain.plan import DunningPlan
from relance.domain.progress import executed, handed_over
from relance.domain.promising import Offer, Terms, judged, taken
from relance.domain.receivables import Credit, Invoice
from relance.domain.scheduling import looked_at, redecided
from relance.domain.task import TaskKind, TaskState
from relance.domain.what_next import asked_what_next
from tests.builders import EVERY_DAY, ORG, day

Change = Callable[[Account], Account]


@dataclass(frozen=True)
class Done:
    """A step that was executed or handed to a person."""

    on: date
    enrolment: str
    due: Due
    by_itself: bool
    at: datetime
    plan: str = ""

    def __str__(self) -> str:
        return f"{self.on} {self.due.step.id} {self.due.carrying.number}"


@dataclass
class Diary:
    account: Account
    plan: DunningPlan
    begins: str = "2026-01-01"
    calendar: SendingCalendar = EVERY_DAY
    done: list[Done] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.calendar.start_of(day(self.begins))
        self.change(lambda account: account)

    # --- what it says ---

    @property
    def lines(self) -> list[str]:
        return [str(done) for done in self.done]

    @property
    def listed(self) -> list[list[str]]:
        """The numbers of the invoices each step spoke of."""
        return [[invoice.number for invoice in done.due.invoices] for done in self.done]

    @property
    def today(self) -> date:
        return self.calendar.today(self.now)

    @property
    def tasks(self) -> list[str]:
        """`"call+14 due"`, in the order they were raised; those of steps."""
        return [f"{task.step} {task.state}" for task in self.account.tasks.values() if task.step]

    @property
    def asked_what_next(self) -> list[str]:
        """`"F-1 F-2 30.00 EUR due"`: the to-dos about invoices for which the plan is done."""
        kind = TaskKind.PLAN_COMPLETED
        found = [task for task in self.account.tasks.values() if task.kind is kind]
        return [f"{' '.join(task.invoices)} {task.amount} {task.state}" for task in found]

    def decision(self) -> Decision:
        """What is said now about the sole enrolment."""
        (enrolment,) = self.account.enrolments.values()
        return decide(self.account, enrolment, self.plan, self.calendar, self.today)

    # --- what happens ---

    def until(self, morning: str) -> Diary:
        """Walks on to the start of that day."""
        end = self.calendar.start_of(day(morning))
        while (look_at := self._next_at(end)) < end:
            self.now = look_at
            if self.account.look_at and self.account.look_at <= look_at:
                self.change(lambda account: account)
            elif next_up := self._next():
                self._look(next_up)
        self.now = end
        return self

    def through(self, last: str) -> Diary:
        """Walks on through the whole of that day."""
        return self.until(date.fromordinal(day(last).toordinal() + 1).isoformat())

    def change(self, change: Change) -> Diary:
        """Something happens to the account now; every change ends with deciding afresh."""
        happened = timed(judged(change(self.account), ORG, self.today), self.calendar.start_of)
        changed = enrolled(happened, self.plan, ORG, self.today)
        plans = {enrolment.plan: self.plan for enrolment in changed.enrolments.values()}
        decided = redecided(changed, plans, self.calendar, self.now)
        self.account = asked_what_next(decided, plans, ORG, self.today)
        return self

    def arrives(self, *parts: Invoice | Credit | Hold) -> Diary:
        def with_parts(account: Account) -> Account:
            for part in parts:
                match part:
                    case Invoice():
                        owed = account.receivables.with_invoices([part])
                        account = replace(account, receivables=owed)
                    case Hold():
                        account = replace(account, holds=(*account.holds, part))
                    case _:
                        account = replace(account, receivables=account.receivables.with_credit(part))
            return account

        return self.change(with_parts)

    def promised(self, offer: Offer, grace_days: int = 3) -> Diary:
        hand, terms = Hand("ada", self.now, self.today), Terms(grace_days, self.calendar)
        return self.change(lambda account: taken(account, offer, hand, terms))

    def lifted(self) -> Diary:
        """All holds are lifted."""
        return self.change(lambda account: replace(account, holds=(), org_holds=()))

    def publishes(self, plan: DunningPlan) -> Diary:
        self.plan = plan
        return self.change(lambda account: account)

    def follows_none(self) -> Diary:
        """The customer follows no plan for a moment."""
        self.account = enrolled(self.account, None, ORG, self.today)
        return self

    def person_does(self, step: str, enrolment: str | None = None) -> Diary:
        """The open to-do of that step is done, and was a contact."""

        def moved(own: Enrolment) -> Enrolment:
            return own.contacted(self.plan.step(step), self.today)

        return self._person(step, enrolment, TaskState.DONE, moved)

    def person_skips(self, step: str, enrolment: str | None = None) -> Diary:
        return self._person(
            step, enrolment, TaskState.SKIPPED, lambda own: own.with_step_behind(self.plan.step(step))
        )

    # --- how ---

    def _person(
        self, step: str, of: str | None, state: TaskState, moved: Callable[[Enrolment], Enrolment]
    ) -> Diary:
        tasks = (t for t in self.account.tasks.values() if t.step == step and t.state.is_open)
        task = next(t for t in tasks if of in (None, t.enrolment))

        def handled(account: Account) -> Account:
            own = account.enrolments[task.enrolment or ""]
            return account.with_task(replace(task, state=state)).with_enrolment(moved(own))

        return self.change(handled)

    def _next_at(self, end: datetime) -> datetime:
        """When to look next; money that is announced and promises come before enrolments."""
        enrolment = self._next()
        waiting = (self.account.look_at, enrolment.next_at if enrolment else None)
        return max(min([end, *filter(None, waiting)]), self.now)

    def _next(self) -> Enrolment | None:
        waiting = [e for e in self.account.enrolments.values() if e.next_at]
        return min(waiting, key=lambda e: (max(e.next_at or self.now, self.now), e.id), default=None)

    def _look(self, enrolment: Enrolment) -> None:
        self.account = judged(self.account, ORG, self.today)
        decision = decide(self.account, enrolment, self.plan, self.calendar, self.today)
        match decision:
            case Execute(due=due) if self.calendar.is_open(self.now):
                self._write(enrolment, due, by_itself=True)
                self.account = executed(self.account, enrolment, due, self.today)
            case CreateTask(due=due):
                self._write(enrolment, due, by_itself=False)
                self.account = handed_over(self.account, enrolment, decision, ORG, self.today)
            case _:
                pass
        own = self.account.enrolments[enrolment.id]
        self.account = looked_at(self.account, own, self.plan, self.calendar, self.now)
        own = self.account.enrolments[enrolment.id]
        self.account = asked_what_next(self.account, {own.plan: self.plan}, ORG, self.today, only=own)

    def _write(self, enrolment: Enrolment, due: Due, *, by_itself: bool) -> None:
        assert len(self.done) < 500, "it never ends"
        self.done.append(Done(self.today, enrolment.id, due, by_itself, self.now, self.plan.id))
