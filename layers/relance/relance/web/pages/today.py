"""Today: what needs a person, kind by kind; one empties the page, and leaves."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from relance.access.handling import handled
from relance.contracts.api.base import path_id
from relance.contracts.api.tasks import TaskBulk
from relance.domain.errors import Conflict, NotFound, Refused
from relance.domain.handling import End, check_end, may_end
from relance.domain.task import Task, TaskKind, TaskState
from relance.usecases.customers.find_tasks import NOBODY, TaskFilter, TaskRow, find_tasks, rows_of
from relance.usecases.customers.handle_task import TaskChange, TaskRef
from relance.web.answers import Answer, See, Shown
from relance.web.forms import id_of, problem_details, read
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_ROWS: Final = 50
# What waits for an answer first, then what a plan waits for, then the rest.
_ORDER: Final = (
    TaskKind.REPLY,
    TaskKind.REVIEW_SEND,
    TaskKind.EMAIL,
    TaskKind.CALL,
    TaskKind.LETTER,
    TaskKind.BROKEN_PROMISE,
    TaskKind.CLAIM,
    TaskKind.FIX_CONTACT,
    TaskKind.CHECK_ADDRESS,
    TaskKind.CONFIRM_MOVE,
    TaskKind.PLAN_COMPLETED,
)
_ICONS: Final = {
    TaskKind.REPLY: "reply",
    TaskKind.REVIEW_SEND: "circle-help",
    TaskKind.EMAIL: "mail",
    TaskKind.CALL: "phone",
    TaskKind.LETTER: "file-text",
    TaskKind.BROKEN_PROMISE: "handshake",
    TaskKind.CLAIM: "scale",
    TaskKind.FIX_CONTACT: "mail-warning",
    TaskKind.CHECK_ADDRESS: "mail-warning",
    TaskKind.CONFIRM_MOVE: "layers",
    TaskKind.PLAN_COMPLETED: "check",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A to-do with what is known of its customer. `days` is since when the to-do is due."""

    of: TaskRow
    days: int
    owner: str

    @property
    def task(self) -> Task:
        return self.of.task

    @property
    def at(self) -> str:
        return f"/today/{self.name}"

    @property
    def icon(self) -> str:
        return _ICONS[self.task.kind]

    @property
    def address(self) -> str:
        """Where one does what the to-do asks for."""
        if self.task.kind is TaskKind.REPLY and self.task.entries:
            return f"/inbox/{path_id(self.task.entries[-1])}"
        return f"/customers/{path_id(self.task.customer)}"

    @property
    def name(self) -> str:
        """Ticked to be handled with others."""
        return f"{path_id(self.task.customer)}/{path_id(self.task.id)}"

    def may(self, end: End) -> bool:
        return may_end(self.task.kind, end)


@pages.on("GET", "/", may="list_tasks")
def today(visit: Visit) -> Answer:
    """What needs a person: mine, or everyone's."""
    return _shown(visit)


@pages.on("POST", "/today/<customer>/<task>/done", may="finish_task")
def task_done(visit: Visit, customer: str, task: str) -> Answer:
    """The call was made, the letter posted, the e-mail sent otherwise."""
    return _acted(visit, customer, task, "done")


@pages.on("POST", "/today/<customer>/<task>/skip", may="skip_task")
def task_skipped(visit: Visit, customer: str, task: str) -> Answer:
    """The plan goes on without it."""
    return _acted(visit, customer, task, "skip")


@pages.on("POST", "/today/<customer>/<task>/postpone", may="update_task")
def task_postponed(visit: Visit, customer: str, task: str) -> Answer:
    """Out of the list until the day of the form; without one, until tomorrow."""
    return _acted(visit, customer, task, "postpone")


@pages.on("POST", "/today/<customer>/<task>/give", may="update_task")
def task_given(visit: Visit, customer: str, task: str) -> Answer:
    """To the member of the form."""
    return _acted(visit, customer, task, "give")


@pages.on("POST", "/today/together", may="handle_tasks")
def tasks_handled(visit: Visit) -> Answer:
    """Those that are ticked, once each of them may end so."""
    ticked = tuple(tuple(name.split("/", 1)) for name in visit.form.get("task", ()))
    said = {
        "action": visit.given("action"),
        "tasks": [dict(zip(("customer", "task"), pair, strict=False)) for pair in ticked],
        "until": visit.given("until"),
        "owner": visit.given("owner"),
    }
    try:
        wanted = read(TaskBulk, said)
        _check_ends(visit, wanted)
        found = handled(visit, wanted)
    except (Refused, NotFound) as error:
        return _shown(visit, error, ticked={"/".join(pair) for pair in ticked})
    # What somebody else was quicker with stands as they left it.
    meanwhile = any(one.why for one in found)
    return See(_list(visit), "today.meanwhile" if meanwhile else "today.together")


def _check_ends(visit: Visit, wanted: TaskBulk) -> None:
    """Raises Refused where one of them does not end so, or NotFound."""
    if wanted.action == "give":
        return
    for ref in wanted.refs:
        _, task = visit.house.handle_task.look(visit.org, ref)
        check_end(task.kind, wanted.action)


def _acted(visit: Visit, customer: str, task: str, act: str) -> Answer:
    ref = TaskRef(id_of(customer), id_of(task))
    handle, tenant, by = visit.house.handle_task, visit.tenant, visit.caller.id
    try:
        match act:
            case "done":
                handle.done(tenant, ref, by)
            case "skip":
                handle.skip(tenant, ref, by)
            case "postpone":
                until = _day(visit.given("until")) or visit.today + timedelta(days=1)
                handle.change(tenant, ref, TaskChange(until=until), _anyhow)
            case _:
                handle.change(tenant, ref, TaskChange(owner=visit.given("owner")), _anyhow)
    except Refused as error:
        return _shown(visit, error)
    except (Conflict, NotFound):
        # Somebody else was quicker: the list says how things stand now.
        return See(_list(visit), "today.meanwhile")
    return See(_list(visit), f"today.{act}")


def _anyhow(task: Task) -> None:
    """These two acts may be undone, so that no reader is asked whether anything changed meanwhile."""


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _list(visit: Visit) -> str:
    return "/?whose=all" if visit.query.get("whose") == "all" else "/"


def _shown(
    visit: Visit, error: Refused | NotFound | None = None, ticked: Container[str] = frozenset()
) -> Shown:
    whose = "all" if visit.query.get("whose") == "all" else "mine"
    cursors = visit.cursors("today", whose=whose)
    wanted = TaskFilter(TaskState.DUE, visit.caller.id if whose == "mine" else None)
    page = find_tasks(visit.house.tasks, visit.org, wanted, _ROWS, cursors.read(visit.query.get("cursor")))
    rows = list(_rows(visit, page.lines))
    groups = [(kind, [row for row in rows if row.task.kind is kind]) for kind in _ORDER]
    values = {
        "whose": whose,
        "groups": [(kind, of_kind) for kind, of_kind in groups if of_kind],
        "count_of_rows": len(rows),
        "is_nobodys_left": whose == "mine" and not rows and _is_any_left_to_nobody(visit),
        "members": sorted(visit.members.items(), key=lambda member: member[1]),
        "tomorrow": visit.today + timedelta(days=1),
        "next_sending_day": visit.tenant.calendar.sending_day(visit.today + timedelta(days=1)),
        "more": cursors.sign(page.after),
        "ticked": ticked,
        "is_set_up": visit.organization.sending or visit.organization.stopped_on > date.min,
        "problem": problem_details(visit, error) if error else None,
    }
    return Shown("today.html", values, 422 if error else 200)


def _is_any_left_to_nobody(visit: Visit) -> bool:
    """Whoever has emptied their own list learns that there is more."""
    wanted = TaskFilter(TaskState.DUE, NOBODY)
    return bool(find_tasks(visit.house.tasks, visit.org, wanted, _ROWS, None).lines)


def _rows(visit: Visit, tasks: Iterable[Task]) -> Iterable[Row]:
    for of in rows_of(visit.house.figures, visit.org, tasks, visit.today):
        owner = visit.members.get(of.task.owner or "", "")
        yield Row(of, max(0, (visit.today - of.task.due_on).days), owner)
