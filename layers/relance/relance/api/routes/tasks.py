"""To-dos."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from relance.access.handling import handled
from relance.access.mailing import sent_or_problem
from relance.access.problems import problem_of
from relance.api.call import Call
from relance.api.mailing import calling_member, mailed_member
from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.messages import Message, Preview
from relance.contracts.api.tasks import (
    HandledTask,
    HandledTasks,
    Mail,
    MailDraft,
    Task,
    TaskBulk,
    TaskChange,
    TaskCounts,
    TaskRow,
)
from relance.contracts.api.timeline import SentEmail
from relance.domain import task as domain
from relance.domain.errors import Refused
from relance.domain.task import TaskKind, TaskState
from relance.usecases.customers.find_tasks import TaskFilter, count_tasks, find_tasks, rows_of
from relance.usecases.customers.handle_task import TaskRef
from relance.usecases.customers.handle_tasks import Handled

router = Router("Tasks")

ME = "me"
_Owner = Annotated[
    PathId | None, Query(description="A member's id, `me`, or `nobody`; without it, everyone's.")
]
_Kind = Annotated[TaskKind | None, Query(description="Only those of this kind.")]
_State = Annotated[TaskState, Query(description="`due`: what is to be done now.")]


def _shown(call: Call, task: domain.Task) -> Task:
    return call.tagged(Task.of(task, call.today))


@router.on("GET", "/tasks")
def list_tasks(
    state: _State = TaskState.DUE,
    owner: _Owner = None,
    kind: _Kind = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[TaskRow]:
    """To-dos of one state: open ones with the oldest first, closed ones with the latest first.

    The list may lag behind a change for a moment.
    """
    call = router.call
    whose = mailed_member(call).id if owner == ME else owner
    wanted = TaskFilter(state, whose, kind)
    found = find_tasks(call.house.tasks, call.org, wanted, limit, call.cursors.read(cursor))
    rows = rows_of(call.house.figures, call.org, found.lines, call.today)
    items = tuple(TaskRow.of_row(row, call.today) for row in rows)
    return Page(items=items, next=call.cursors.sign(found.after))


@router.on("GET", "/tasks/counts")
def count_all_tasks(state: _State = TaskState.DUE, owner: _Owner = None) -> TaskCounts:
    """How many to-dos of one state there are, by kind."""
    call = router.call
    whose = mailed_member(call).id if owner == ME else owner
    return TaskCounts.of(count_tasks(call.house.tasks, call.org, TaskFilter(state, whose)))


@router.on("POST", "/tasks/handle")
def handle_tasks(body: TaskBulk) -> HandledTasks:
    """Finish, skip, postpone or give at most 25 to-dos; each by itself, whatever becomes of the others."""
    call = router.call
    items = tuple(_handled(call, one) for one in handled(call, body))
    return HandledTasks(items=items, handled=sum(one.task is not None for one in items))


def _handled(call: Call, one: Handled) -> HandledTask:
    problem = problem_of(one.why) if one.why else None
    return HandledTask(
        customer=one.ref.customer,
        id=one.ref.id,
        task=Task.of(one.task, call.today) if one.task else None,
        problem=problem.details(call.language, call.request.id) if problem else None,
    )


@router.on("GET", "/customers/<customer>/tasks/<task>")
def get_task(customer: PathId, task: PathId) -> Task:
    """One to-do, open or closed."""
    call = router.call
    _, found = call.house.handle_task.look(call.org, TaskRef(customer, task))
    return _shown(call, found)


@router.on("PATCH", "/customers/<customer>/tasks/<task>")
def update_task(customer: PathId, task: PathId, body: TaskChange) -> Task:
    """Postpone a to-do, or give it to another member. What follows it in the plan waits."""
    call = router.call

    def unless_changed(known: domain.Task) -> None:
        call.unless_changed(Task.of(known, call.today))

    handle = call.house.handle_task
    return _shown(call, handle.change(call.tenant, TaskRef(customer, task), body.as_change(), unless_changed))


@router.on("POST", "/customers/<customer>/tasks/<task>/done")
def finish_task(customer: PathId, task: PathId) -> Task:
    """Say that it is done: the call made, the letter posted, the e-mail sent otherwise.

    It counts as a contact, and the plan goes on. Of an e-mail that may not have left: it did.
    """
    call, handle = router.call, router.call.house.handle_task
    return _shown(call, handle.done(call.tenant, TaskRef(customer, task), call.caller.id))


@router.on("POST", "/customers/<customer>/tasks/<task>/skip")
def skip_task(customer: PathId, task: PathId) -> Task:
    """Leave it: the plan goes on without it. Of an e-mail that did not leave: leave it unsent."""
    call, handle = router.call, router.call.house.handle_task
    return _shown(call, handle.skip(call.tenant, TaskRef(customer, task), call.caller.id))


@router.on("GET", "/customers/<customer>/tasks/<task>/draft")
def get_task_draft(customer: PathId, task: PathId) -> MailDraft:
    """The e-mail of a to-do as the plan has it, to be edited and sent."""
    call, house = router.call, router.call.house
    draft = house.send_by_hand.draft(call.tenant, TaskRef(customer, task), calling_member(call))
    try:
        preview = Preview.of(house.messages.real(draft.message, draft.reminder, draft.language))
    except Refused:
        preview = None
    return MailDraft(
        language=draft.language,
        message=Message.of(draft.message),
        to=draft.to,
        cc=draft.cc,
        preview=preview,
    )


@router.on("POST", "/customers/<customer>/tasks/<task>/send")
def send_task(customer: PathId, task: PathId, body: Mail) -> SentEmail:
    """Send the e-mail of a to-do, as you have edited it: at most once, and it counts as a contact.

    Of an e-mail that may not have left: send it again. A `status` of `unknown` says that the mail service
    gave no answer; a to-do asks what became of it.
    """
    call, house = router.call, router.call.house
    sent = house.send_by_hand.send(
        call.tenant, TaskRef(customer, task), body.as_mail(), calling_member(call), call.caller.id
    )
    sent_or_problem(sent.result)
    return SentEmail.of(sent.outreach, call.organization.members)
