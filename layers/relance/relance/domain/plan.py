"""Dunning plans: ordered steps, immutable versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Protocol, Self

from relance.domain.errors import Fault, Refused

ACCOUNT_MANAGER = "account_manager"
MAX_CONTACT_DELAY_DAYS = 30
DEFAULT_CONTACT_DELAY_DAYS = 5


class Level(StrEnum):
    CUSTOMER = "customer"
    INVOICE = "invoice"


class Logic(StrEnum):
    STANDARD = "standard"
    CONTEXTUAL = "contextual"


class Succession(StrEnum):
    """Where a cycle enters when another invoice carries, or the customer comes from another plan."""

    RESTART = "restart"
    """As every new cycle does: under standard logic at the first step."""
    CONTINUE = "continue"
    """Behind the latest step in whose message the invoice was listed after its own turn for that step."""


class CountsFrom(StrEnum):
    """The day of an invoice from which the offset of a step counts."""

    DUE_DATE = "due_date"
    ISSUE_DATE = "issue_date"


class Dated(Protocol):
    """What has the days from which steps count: an invoice."""

    @property
    def issue_date(self) -> date: ...

    @property
    def due_date(self) -> date: ...


def trigger(invoice: Dated, offset_days: int, counts_from: CountsFrom) -> date:
    """The first day on which a step with that offset has its turn for the invoice."""
    base = invoice.issue_date if counts_from is CountsFrom.ISSUE_DATE else invoice.due_date
    return base + timedelta(days=offset_days)


class StepKind(StrEnum):
    EMAIL = "email"
    CALL = "call"
    LETTER = "letter"
    REGISTERED_LETTER = "registered_letter"


@dataclass(frozen=True, slots=True)
class Message:
    """Subject and body, in the template language (A10)."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class StepLabel:
    """What people call a step: by the name that it was given, else by its kind and day."""

    kind: StepKind
    offset_days: int
    counts_from: CountsFrom = CountsFrom.DUE_DATE
    name: str = ""

    @property
    def code(self) -> str:
        """For history, which keeps it with each mail: "email+7", "call+15 issue_date", "email-3=A word"."""
        since = "" if self.counts_from is CountsFrom.DUE_DATE else f" {self.counts_from}"
        return f"{self.kind}{self.offset_days:+d}{since}{'=' if self.name else ''}{self.name}"

    @classmethod
    def read(cls, code: str) -> Self:
        made, _, name = code.partition("=")
        day, _, since = made.partition(" ")
        at = max(day.rfind("+"), day.rfind("-"))
        counts_from = CountsFrom(since) if since else CountsFrom.DUE_DATE
        return cls(StepKind(day[:at]), int(day[at:]), counts_from, name)


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One action of a plan. `offset_days` counts from the day that `counts_from` says; negative is before it.

    `messages` are the texts by language. `sender` and `owner` are a member's id or ACCOUNT_MANAGER.
    `automated_on` is the day on which the step became automatic (A3).
    """

    id: str
    kind: StepKind
    offset_days: int
    automatic: bool = False
    messages: Mapping[str, Message] = field(default_factory=dict)
    sender: str = ACCOUNT_MANAGER
    owner: str = ACCOUNT_MANAGER
    cc: tuple[str, ...] = ()
    automated_on: date | None = None
    counts_from: CountsFrom = CountsFrom.DUE_DATE
    name: str = ""
    """What its plan's author calls the step; "" for none."""

    @property
    def label(self) -> StepLabel:
        return StepLabel(self.kind, self.offset_days, self.counts_from, self.name)

    def trigger(self, invoice: Dated) -> date:
        """The first day on which the step has its turn for the invoice."""
        return trigger(invoice, self.offset_days, self.counts_from)

    @property
    def may_be_ahead(self) -> bool:
        """Its day may come while its invoice is not overdue: on the due date at the latest, or so many days
        after the issue date.
        """
        return self.counts_from is CountsFrom.ISSUE_DATE or self.offset_days <= 0

    @property
    def sends_itself(self) -> bool:
        """Leaves without a person; every other step is a to-do on its day (A13)."""
        return self.automatic and self.kind is not StepKind.CALL

    @property
    def is_letter(self) -> bool:
        return self.kind in (StepKind.LETTER, StepKind.REGISTERED_LETTER)

    def is_before_due(self, invoice: Dated) -> bool:
        return self.trigger(invoice) < invoice.due_date

    def words(self, *preferred: str) -> tuple[str, Message] | None:
        """Its message in the first language it has: exact tag, then its primary language, then any.

        None for a step without words.
        """
        for tag in preferred:
            for candidate in (tag, tag.split("-")[0].lower()):
                if candidate in self.messages:
                    return candidate, self.messages[candidate]
        return next(iter(self.messages.items()), None)


@dataclass(frozen=True, slots=True)
class DunningPlan:
    """One published version. Its steps stand in the order of their offsets, those that count from the issue
    date in an order of their own. A version written before plans had a `succession` restarts.

    `lists_not_yet_due`: messages list, in a block of their own, what is not overdue yet.
    """

    id: str
    version: int
    name: str
    steps: tuple[PlanStep, ...]
    level: Level = Level.CUSTOMER
    logic: Logic = Logic.STANDARD
    min_contact_delay_days: int = 0
    succession: Succession = Succession.RESTART
    lists_not_yet_due: bool = False

    def __post_init__(self) -> None:
        if faults := tuple(_faults(self)):
            raise Refused(*faults)

    def steps_for(self, invoice: Dated) -> tuple[PlanStep, ...]:
        """The steps in the order of their days for this invoice; those of one day in the plan's order."""
        if all(step.counts_from is CountsFrom.DUE_DATE for step in self.steps):
            return self.steps
        return tuple(sorted(self.steps, key=lambda step: step.trigger(invoice)))

    def index(self, step_id: str) -> int | None:
        return next((i for i, step in enumerate(self.steps) if step.id == step_id), None)

    def step(self, step_id: str) -> PlanStep:
        position = self.index(step_id)
        if position is None:
            raise KeyError(step_id)
        return self.steps[position]

    def automated_since(self, previous: DunningPlan | None, today: date) -> DunningPlan:
        """The plan with the day on which each automatic step became automatic: today, unless the step was
        automatic in the version before (A3).
        """
        before = {step.id: step for step in previous.steps if step.automatic} if previous else {}
        steps = (
            replace(step, automated_on=before[step.id].automated_on if step.id in before else today)
            if step.automatic
            else replace(step, automated_on=None)
            for step in self.steps
        )
        return replace(self, steps=tuple(steps))

    def succeeds(self, previous: DunningPlan) -> None:
        """Raises Refused when, as the next version, it would send to somebody what they have had already.

        A place is known by a step, so the steps that both versions have keep their order, also past those
        removed: a step that is to move past another is a new one.
        """
        for base in CountsFrom:
            kept = [step.id for step in self.steps if base is step.counts_from and previous.has(step, base)]
            before = [step.id for step in previous.steps if base is step.counts_from and self.has(step, base)]
            places = (self.step(s.id) if s.id in kept else s for s in previous.steps if s.counts_from is base)
            offsets = [step.offset_days for step in places]
            if kept != before or offsets != sorted(offsets):
                raise Refused(Fault("step_moved_past_another", "steps"))
        if any(
            not self.has(step, step.counts_from) and self.index(step.id) is not None
            for step in previous.steps
        ):
            raise Refused(Fault("step_counts_otherwise", "steps"))

    def has(self, step: PlanStep, counts_from: CountsFrom) -> bool:
        """Whether it has that step, counting from that day."""
        position = self.index(step.id)
        return position is not None and self.steps[position].counts_from is counts_from


def _faults(plan: DunningPlan) -> list[Fault]:
    faults = []
    if not 0 <= plan.min_contact_delay_days <= MAX_CONTACT_DELAY_DAYS:
        faults.append(Fault("contact_delay", "min_contact_delay_days", {"days": plan.min_contact_delay_days}))
    if len({step.id for step in plan.steps}) != len(plan.steps):
        faults.append(Fault("step_ids_repeat", "steps"))
    for position, step in enumerate(plan.steps):
        if step.kind is StepKind.CALL and step.automatic:
            faults.append(Fault("call_is_never_automatic", f"steps[{position}].automatic"))
        if step.sends_itself and not step.messages:
            faults.append(Fault("step_without_message", f"steps[{position}].messages"))
    for base in CountsFrom:
        faults += _of_order(plan, base)
    return faults


def _of_order(plan: DunningPlan, base: CountsFrom) -> list[Fault]:
    faults = []
    steps = [(position, step) for position, step in enumerate(plan.steps) if step.counts_from is base]
    for (_, earlier), (position, later) in pairwise(steps):
        if later.offset_days < earlier.offset_days:
            faults.append(Fault("steps_out_of_order", f"steps[{position}].offset_days"))
        # Under contextual logic a step expires when the next one triggers: two on one day lose the first.
        elif plan.logic is Logic.CONTEXTUAL and later.offset_days == earlier.offset_days:
            faults.append(Fault("steps_on_one_day", f"steps[{position}].offset_days"))
    return faults
