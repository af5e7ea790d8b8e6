"""Dunning plans, as the API takes and shows them: versions in force, and drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictBool, StrictInt

from relance.contracts.api.base import Change, Email, Input, Line, Name, Output, PathId, ShownId, shown_as
from relance.contracts.api.messages import Message, Messages, as_messages, shown_messages
from relance.contracts.api.problem import FieldProblem
from relance.domain import plan as domain
from relance.domain import plan_draft
from relance.domain.plan import (
    ACCOUNT_MANAGER,
    DEFAULT_CONTACT_DELAY_DAYS,
    MAX_CONTACT_DELAY_DAYS,
    CountsFrom,
    Level,
    Logic,
    StepKind,
    Succession,
)
from relance.usecases.plans.manage_plans import PlanLine

_MEMBER = f"A member's id, or `{ACCOUNT_MANAGER}`."
Offset = Annotated[
    StrictInt,
    Field(ge=-999, le=9_999, description="Days from the date that `counts_from` says; before it < 0."),
]
_SUCCESSION = (
    "Where the plan begins for an invoice when another one carried before, or its customer comes from "
    "another plan: `restart` at the plan's beginning; `continue` behind the latest step in whose message the "
    "invoice was listed after its own turn for that step."
)
_STEP_NAME = (
    "What people call the step; empty: made of its kind and day, such as *Call, 15 days after the due date*."
)
_LISTS = "Whether messages list, in a block of their own, invoices that are not overdue yet."
ContactDelay = Annotated[
    StrictInt,
    Field(ge=0, le=MAX_CONTACT_DELAY_DAYS, description="The least days between two contacts of a customer."),
]


class NewStep(Input):
    """`id` is given for a step that is there already, and left out for a new one: a customer's place in the
    plan is known by it.
    """

    id: PathId | None = None
    kind: StepKind
    offset_days: Offset
    automatic: StrictBool = False
    messages: Messages = Field(default_factory=dict)
    sender: Annotated[PathId, Field(description=_MEMBER)] = ACCOUNT_MANAGER
    owner: Annotated[PathId, Field(description=_MEMBER)] = ACCOUNT_MANAGER
    cc: Annotated[tuple[Email, ...], Field(max_length=10)] = ()
    counts_from: CountsFrom = CountsFrom.DUE_DATE
    name: Annotated[Line, Field(description=_STEP_NAME)] = ""

    def as_step(self, new_id: Callable[[], str]) -> domain.PlanStep:
        return domain.PlanStep(
            self.id or new_id(),
            self.kind,
            self.offset_days,
            self.automatic,
            as_messages(self.messages),
            self.sender,
            self.owner,
            self.cc,
            counts_from=self.counts_from,
            name=self.name,
        )


Steps = Annotated[tuple[NewStep, ...], Field(max_length=50)]


class NewPlan(Input):
    """A draft: it need not be right yet. Where nothing is said, some days lie between two contacts of a
    customer, and nobody gets a softer text for an invoice after a harder one. Plans made before keep what
    they have.
    """

    model_config = shown_as(
        name="Standard",
        level="customer",
        logic="standard",
        min_contact_delay_days=5,
        succession="continue",
        steps=[
            {
                "kind": "email",
                "offset_days": 7,
                "automatic": True,
                "messages": {
                    "en": {
                        "subject": "Reminder: #REF#",
                        "body": "Dear {{ customer_name }},\n\n{{ invoices_table }}",
                    }
                },
            },
            {"kind": "call", "offset_days": 15, "name": "Call before collection"},
        ],
    )

    name: Name
    level: Level = Level.CUSTOMER
    logic: Logic = Logic.STANDARD
    min_contact_delay_days: ContactDelay = DEFAULT_CONTACT_DELAY_DAYS
    succession: Annotated[Succession, Field(description=_SUCCESSION)] = Succession.CONTINUE
    lists_not_yet_due: Annotated[StrictBool, Field(description=_LISTS)] = False
    steps: Steps = ()

    def as_draft(self, id: str, new_id: Callable[[], str]) -> plan_draft.PlanDraft:
        steps = tuple(step.as_step(new_id) for step in self.steps)
        return plan_draft.PlanDraft(
            id,
            self.name,
            steps,
            self.level,
            self.logic,
            self.min_contact_delay_days,
            self.succession,
            self.lists_not_yet_due,
        )


class PlanChange(Change):
    """What is left out stays as it is; `steps` are given whole."""

    name: Name = ""
    level: Level = Level.CUSTOMER
    logic: Logic = Logic.STANDARD
    min_contact_delay_days: ContactDelay = 0
    succession: Annotated[Succession, Field(description=_SUCCESSION)] = Succession.RESTART
    lists_not_yet_due: Annotated[StrictBool, Field(description=_LISTS)] = False
    steps: Steps = ()

    def changed(self, new_id: Callable[[], str]) -> dict[str, Any]:
        given = self.changes()
        if "steps" in given:
            given["steps"] = tuple(step.as_step(new_id) for step in self.steps)
        return given


class ReadyMade(Input):
    name: Name
    automatic: Annotated[StrictBool, Field(description="Whether its e-mails leave by themselves.")] = True

    def as_draft(self, id: str, ready_made: Iterable[domain.PlanStep]) -> plan_draft.PlanDraft:
        steps = tuple(replace(step, automatic=self.automatic) for step in ready_made)
        return plan_draft.PlanDraft.ready_made(id, self.name, steps)


class Duplicate(Input):
    name: Name


class Publish(Input):
    """The first plan is the organization's default, whatever this says."""

    as_default: StrictBool = False


class Step(Output):
    """`automated_on` is the day on which it became automatic; it never leaves on that day."""

    id: ShownId
    name: str
    kind: StepKind
    offset_days: int
    automatic: bool
    messages: dict[str, Message]
    sender: ShownId
    owner: ShownId
    cc: tuple[str, ...]
    counts_from: CountsFrom
    automated_on: date | None

    @classmethod
    def of(cls, step: domain.PlanStep) -> Self:
        return cls(
            id=step.id,
            name=step.name,
            kind=step.kind,
            offset_days=step.offset_days,
            automatic=step.automatic,
            messages=shown_messages(step.messages),
            sender=step.sender,
            owner=step.owner,
            cc=step.cc,
            counts_from=step.counts_from,
            automated_on=step.automated_on,
        )


class Draft(Output):
    """Of the plan's next version."""

    id: ShownId
    name: str
    level: Level
    logic: Logic
    min_contact_delay_days: int
    succession: Annotated[Succession, Field(description=_SUCCESSION)]
    lists_not_yet_due: Annotated[bool, Field(description=_LISTS)]
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, plan: domain.DunningPlan | plan_draft.PlanDraft) -> Self:
        return cls.model_validate(_plain(plan))


class Plan(Draft):
    """One published version; it never changes."""

    version: int

    @classmethod
    def of_version(cls, plan: domain.DunningPlan) -> Self:
        return cls.model_validate({**_plain(plan), "version": plan.version})


class WarnedEmail(Output):
    step: ShownId
    offset_days: int
    subject: Annotated[str, Field(description="With example data.")]


class WarnedMorning(Output):
    day: date
    emails: tuple[WarnedEmail, ...]


class PlanWarning(Output):
    """What is worth a second thought; the plan is published all the same. `worst_week`: what a customer who
    is very late would get in the first week, day by day, as the simulation has it (`week`).
    `turns_never_come`: a customer has more open invoices than the plan can remind of,
    `min_contact_delay_days` apart.
    """

    code: Literal["worst_week", "turns_never_come"]
    field: str
    message: str
    hint: str
    week: tuple[WarnedMorning, ...] = ()


class PublishedPlan(Plan):
    """The version that is in force now."""

    warnings: tuple[PlanWarning, ...]

    @classmethod
    def with_warnings(cls, plan: Plan, warnings: tuple[PlanWarning, ...]) -> Self:
        return cls.model_validate({**dict(plan), "warnings": warnings})


class PlanSummary(Output):
    """`version` is the one in force, null for a plan that was never published."""

    id: ShownId
    name: str
    version: int | None
    level: Level
    logic: Logic
    steps: int
    has_draft: bool
    is_default: bool
    archived: bool

    @classmethod
    def of(cls, line: PlanLine) -> Self:
        shown = line.plan or line.draft
        if shown is None:
            raise ValueError(f"plan {line.id} is nowhere")
        return cls(
            id=line.id,
            name=shown.name,
            version=line.plan.version if line.plan else None,
            level=shown.level,
            logic=shown.logic,
            steps=len(shown.steps),
            has_draft=line.draft is not None,
            is_default=line.is_default,
            archived=line.archived,
        )


class StepPreview(Output):
    """How one message of a step looks with example data."""

    step: ShownId
    language: str
    subject: str
    text: str
    html: str


class Validation(Output):
    """Everything that keeps the draft from being published; and its messages, those that can be shown."""

    errors: tuple[FieldProblem, ...]
    previews: tuple[StepPreview, ...]


def _plain(plan: domain.DunningPlan | plan_draft.PlanDraft) -> dict[str, object]:
    return {
        "id": plan.id,
        "name": plan.name,
        "level": plan.level,
        "logic": plan.logic,
        "min_contact_delay_days": plan.min_contact_delay_days,
        "succession": plan.succession,
        "lists_not_yet_due": plan.lists_not_yet_due,
        "steps": tuple(Step.of(step) for step in plan.steps),
    }
