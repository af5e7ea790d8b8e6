"""To-dos, as the API takes and shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from relance.contracts.api.base import Change, Email, Input, IsoDate, Money, Output, PathId, ShownId
from relance.contracts.api.messages import BodyText, Message, Preview, SubjectText
from relance.contracts.api.problem import ProblemDetails
from relance.domain import plan
from relance.domain import task as domain
from relance.domain.errors import Fault, Refused
from relance.domain.outreach import OutreachRef
from relance.domain.task import TaskKind, TaskState
from relance.usecases.customers import find_tasks, handle_task
from relance.usecases.customers.handle_tasks import MOST_AT_ONCE
from relance.usecases.sending.send_by_hand import HandWritten


class TaskChange(Change):
    """What is left out stays as it is. `until` postpones it to that day; `owner` null is nobody's."""

    until: IsoDate | None = None
    owner: PathId | None = None

    def as_change(self) -> handle_task.TaskChange:
        owner = (self.owner or "") if "owner" in self.model_fields_set else None
        return handle_task.TaskChange(self.until, owner)


class Mail(Input):
    """What is to be sent, in the template language: merge fields are filled in."""

    subject: SubjectText
    body: BodyText
    to: Email
    cc: Annotated[tuple[Email, ...], Field(max_length=10)] = ()

    def as_mail(self) -> HandWritten:
        return HandWritten(plan.Message(self.subject, self.body), self.to, self.cc)


class Task(Output):
    """`why` is a stable code, `detail` what came with it. `email` names the mail it is about, or was sent by,
    in the customer's e-mails. A postponed one is due again on `due_on`.
    """

    id: ShownId
    customer: ShownId
    kind: TaskKind
    state: TaskState
    due_on: date
    is_late: bool
    owner: ShownId | None
    why: str
    detail: str
    invoices: tuple[ShownId, ...]
    step: ShownId | None
    plan: ShownId | None
    amount: Annotated[Money | None, Field(description="What is left to pay, of a `plan_completed`.")]
    email: str | None
    closed_at: datetime | None
    closed_by: str | None

    @classmethod
    def of(cls, task: domain.Task, today: date) -> Self:
        return cls(
            id=task.id,
            customer=task.customer,
            kind=task.kind,
            state=task.state,
            due_on=task.due_on,
            is_late=task.state is TaskState.DUE and task.due_on < today,
            owner=task.owner,
            why=task.why,
            detail=task.detail,
            invoices=task.invoices,
            step=task.step,
            plan=task.plan or None,
            amount=Money.of(task.amount) if task.amount else None,
            email=_email(task),
            closed_at=task.closed_at,
            closed_by=task.closed_by,
        )


class TaskName(Input):
    customer: PathId
    task: PathId

    def as_ref(self) -> handle_task.TaskRef:
        return handle_task.TaskRef(self.customer, self.task)


class TaskBulk(Input):
    """`until` belongs to `postpone`, `owner` (null is nobody) to `give`."""

    action: Literal["done", "skip", "postpone", "give"]
    tasks: Annotated[tuple[TaskName, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]
    until: IsoDate | None = None
    owner: PathId | None = None

    @property
    def refs(self) -> tuple[handle_task.TaskRef, ...]:
        return tuple(name.as_ref() for name in self.tasks)

    def as_change(self) -> handle_task.TaskChange:
        """Raises Refused when it does not say until when."""
        if self.action == "give":
            return handle_task.TaskChange(owner=self.owner or "")
        if self.until is None:
            raise Refused(Fault("missing", "until"))
        return handle_task.TaskChange(until=self.until)


class HandledTask(Output):
    """`task` as it is now; null where something stood in the way, which `problem` tells."""

    customer: ShownId
    id: ShownId
    task: Task | None
    problem: ProblemDetails | None


class HandledTasks(Output):
    items: tuple[HandledTask, ...]
    handled: int


class TaskRow(Task):
    """With what a list shows of the customer."""

    customer_name: str
    overdue: Annotated[tuple[Money, ...], Field(description="What the customer has overdue, by currency.")]
    days_late: Annotated[int, Field(description="How late the oldest of it is; 0 for nothing late.")]

    @classmethod
    def of_row(cls, row: find_tasks.TaskRow, today: date) -> Self:
        shown = Task.of(row.task, today)
        return cls.model_construct(
            **{name: getattr(shown, name) for name in Task.model_fields},
            customer_name=row.customer_name,
            overdue=tuple(Money.of(amount) for amount in row.overdue),
            days_late=row.days_late,
        )


class TaskCounts(Output):
    """`is_whole` false: there are more, which were not counted."""

    kinds: dict[TaskKind, int]
    total: int
    is_whole: bool

    @classmethod
    def of(cls, counts: find_tasks.TaskCounts) -> Self:
        kinds = {kind: counts.by_kind[kind] for kind in TaskKind if counts.by_kind.get(kind)}
        return cls(kinds=kinds, total=counts.total, is_whole=counts.is_whole)


class MailDraft(Output):
    """What to begin with: the step's words as they are written, and how they look. `to` null: no contact of
    the customer has an address that works.
    """

    language: str
    message: Message
    to: str | None
    cc: tuple[str, ...]
    preview: Preview | None


def _email(task: domain.Task) -> str | None:
    if task.outreach is None or task.attempted_at is None:
        return None
    return OutreachRef("", task.customer, task.attempted_at, task.outreach).name
