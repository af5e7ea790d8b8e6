"""Everything that is sent or done: to come, done, failed, or not known yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from relance.contracts.api.base import path_id
from relance.domain.decision import CreateTask, Execute
from relance.domain.errors import NotFound
from relance.domain.foretold import Foretold
from relance.domain.task import TaskKind
from relance.usecases.customers.list_actions import ActionFilter, Ending, PastAction
from relance.usecases.deciding.foretell import Range
from relance.web.answers import Answer, Shown
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_UPCOMING: Final = "upcoming"
_ROWS: Final = 50
# To come: so many customers are looked at for one page.
_CUSTOMERS: Final = 50
_SOON: Final = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Row:
    """`on` is the day of what is to come, `at` the instant of what is past."""

    customer: str
    name: str
    kind: TaskKind
    automatic: bool
    said: str
    on: date | None = None
    at: datetime | None = None

    @property
    def address(self) -> str:
        return f"/customers/{path_id(self.customer)}"


@pages.on("GET", "/actions", may="list_actions")
def actions(visit: Visit) -> Answer:
    chosen = visit.query.get("status", _UPCOMING)
    chosen = chosen if chosen in set(Ending) else _UPCOMING
    cursors = visit.cursors("actions", status=chosen)
    after = cursors.read(visit.query.get("cursor"))
    rows, more = _coming(visit, after) if chosen == _UPCOMING else _past(visit, Ending(chosen), after)
    shown = {"rows": rows, "chosen": chosen, "chips": (_UPCOMING, *Ending), "next": cursors.sign(more)}
    return Shown("actions.html", shown)


def _coming(visit: Visit, after: str | None) -> tuple[list[Row], str | None]:
    """Of a week, day by day."""
    days = Range(visit.today, visit.today + _SOON)
    page = visit.house.foretell.run(visit.tenant, days, visit.now, _CUSTOMERS, after)
    rows = [_foretold(visit, line) for line in page.lines if line.acts]
    return sorted(rows, key=lambda row: (row.on or date.min, row.name)), page.after


def _foretold(visit: Visit, line: Foretold) -> Row:
    kind = TaskKind.LETTER if line.is_letter else TaskKind.EMAIL
    if isinstance(line.decision, CreateTask):
        kind = line.decision.kind
    why = visit.house.explain(line.decision, line.first, visit.language, visit.members)
    leaves = isinstance(line.decision, Execute)
    return Row(line.customer.id, line.customer.name, kind, leaves, why, on=line.first)


def _past(visit: Visit, ending: Ending, after: str | None) -> tuple[list[Row], str | None]:
    wanted = ActionFilter(ending)
    page = visit.house.list_actions.run(visit.org, wanted, visit.tenant.calendar, _ROWS, after)
    names = {customer: _name(visit, customer) for customer in {one.customer for one in page.lines}}
    return [_done(visit, one, names) for one in page.lines], page.after


def _done(visit: Visit, action: PastAction, names: Mapping[str, str]) -> Row:
    if action.outreach:
        said = action.outreach.subject
    else:
        said = visit.members.get((action.task and action.task.closed_by) or "", "")
    return Row(action.customer, names[action.customer], action.kind, action.automatic, said, at=action.at)


def _name(visit: Visit, customer: str) -> str:
    try:
        return visit.house.listings.customer(visit.org, customer).customer.name
    except NotFound:
        return customer
