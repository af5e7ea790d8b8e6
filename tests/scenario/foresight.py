"""Whether a day did exactly what the simulation had said of it (F2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from relance.domain.customer import Account
from relance.domain.decision import BeingSent, CreateTask, Due, Execute, Wait
from relance.domain.simulation import Forecast
from relance.domain.task import Task, TaskKind
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.composing import Composed, Composer, Reminder
from relance.usecases.ports.posting import ComposedLetter, ComposeLetter, LetterDraft


@dataclass(frozen=True, slots=True)
class Act:
    """One step of one day: mailed, or handed to a person as a to-do of that kind."""

    customer: str
    what: str
    step: str
    cycle: int | None
    invoices: tuple[str, ...]

    @classmethod
    def mailed(cls, customer: str, due: Due) -> Act:
        return cls(customer, "mailed", due.step.id, due.cycle.number, _numbers(due))

    @classmethod
    def handed_over(cls, customer: str, kind: TaskKind, due: Due) -> Act:
        return cls(customer, kind, due.step.id, due.cycle.number, _numbers(due))

    @classmethod
    def raised(cls, task: Task) -> Act:
        return cls(task.customer, task.kind, task.step or "", task.cycle, task.invoices)


def _numbers(due: Due) -> tuple[str, ...]:
    return tuple(invoice.number for invoice in due.invoices)


def foreseen(forecasts: Iterable[Forecast], *, may_send: bool) -> Iterator[Act]:
    """What the forecasts say will be done; once the window has closed, nothing of an e-mail or after it."""
    waiting: set[str] = set()
    for forecast in forecasts:
        match forecast.decision:
            case _ if forecast.enrolment in waiting:
                continue
            case Execute(due=due) if may_send:
                yield Act.mailed(forecast.customer, due)
            case Wait(why=BeingSent(), due=due):
                yield Act.mailed(forecast.customer, due)
            case Execute():
                waiting.add(forecast.enrolment)
            case CreateTask(due=due, kind=kind):
                yield Act.handed_over(forecast.customer, kind, due)


@dataclass
class Diary:
    """What really happened, day by day, as seen at the ports: mails composed and to-dos raised."""

    acts: dict[date, list[Act]] = field(default_factory=dict)

    def note(self, day: date, act: Act) -> None:
        self.acts.setdefault(day, []).append(act)

    def of(self, day: date) -> set[Act]:
        return set(self.acts.get(day, ()))


@dataclass(frozen=True)
class NotedComposer:
    """Composes only what is about to leave: whatever it is asked for was decided to be sent."""

    composer: Composer
    diary: Diary

    def compose(self, reminder: Reminder) -> Composed:
        self.diary.note(reminder.today, Act.mailed(reminder.account.customer.id, reminder.due))
        return self.composer.compose(reminder)


@dataclass(frozen=True)
class NotedLetters:
    """The same for letters (`ComposeLetter`)."""

    compose: ComposeLetter
    diary: Diary

    def __call__(self, draft: LetterDraft) -> ComposedLetter:
        reminder = draft.reminder
        self.diary.note(reminder.today, Act.mailed(reminder.account.customer.id, reminder.due))
        return self.compose(draft)


@dataclass(frozen=True)
class NotedAccounts:
    """Notes each to-do that a step raises when it is saved. What became of a send is another matter."""

    accounts: Accounts
    diary: Diary

    def load(self, org: str, customer: str, also: Iterable[str] = ()) -> Account:
        return self.accounts.load(org, customer, also)

    def load_all(self, org: str, customer: str) -> Account:
        return self.accounts.load_all(org, customer)

    def remove(self, org: str, customer: str) -> None:
        self.accounts.remove(org, customer)

    def save(self, org: str, before: Account, after: Account) -> None:
        self.save_together(org, (before, after))

    def save_together(self, org: str, *accounts: tuple[Account, Account]) -> None:
        self.accounts.save_together(org, *accounts)
        for before, after in accounts:
            for task in after.tasks.values():
                known = before.tasks.get(task.id)
                if task.state.is_open and not (known and known.state.is_open) and _is_of_a_step(task):
                    self.diary.note(task.due_on, Act.raised(task))

    def customer_of(self, org: str, number: str) -> str | None:
        return self.accounts.customer_of(org, number)

    def of_enrolment(self, org: str, enrolment: str) -> str | None:
        return self.accounts.of_enrolment(org, enrolment)

    def of_address(self, org: str, email: str) -> frozenset[str]:
        return self.accounts.of_address(org, email)

    def of_domain(self, org: str, domain: str) -> frozenset[str]:
        return self.accounts.of_domain(org, domain)

    def of_registration(self, org: str, number: str) -> frozenset[str]:
        return self.accounts.of_registration(org, number)

    def customers(self, org: str) -> Iterator[str]:
        return self.accounts.customers(org)


def _is_of_a_step(task: Task) -> bool:
    return task.step is not None and task.kind is not TaskKind.REVIEW_SEND
