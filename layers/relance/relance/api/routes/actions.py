"""Actions: upcoming, done, failed, or not known yet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from relance.api.call import Call
from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.actions import Action, ActionStatus
from relance.contracts.api.base import IsoDate, Page, PathId
from relance.contracts.api.decisions import Decision
from relance.domain.decision import CreateTask, Execute
from relance.domain.foretold import Foretold
from relance.domain.task import TaskKind
from relance.usecases.customers.list_actions import ActionFilter, Ending
from relance.usecases.deciding.foretell import Range

router = Router("Actions")

_SOON = timedelta(days=6)
_Status = Annotated[ActionStatus, Query(description="`upcoming`, `done`, `failed` or `unknown`.")]
_Customer = Annotated[PathId | None, Query(description="Only this customer's.")]
_Kind = Annotated[TaskKind | None, Query(description="Only those of this kind.")]
_Automatic = Annotated[bool | None, Query(description="Only those that leave by themselves, or only others.")]
_Day = Annotated[IsoDate | None, Query(description="A day of your organization, itself included.")]


@router.on("GET", "/actions")
def list_actions(
    status: _Status = ActionStatus.UPCOMING,
    customer: _Customer = None,
    kind: _Kind = None,
    automatic: _Automatic = None,
    first: _Day = None,
    last: _Day = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[Action]:
    """What will be done, what was done, what failed, of what it is not known yet: e-mails, letters, calls.

    Upcoming ones are simulated, for a week unless `first` and `last` say otherwise, and listed customer by
    customer: `limit` then counts customers. Past ones begin with the latest.
    """
    call = router.call
    after = call.cursors.read(cursor)
    if status is ActionStatus.UPCOMING:
        begin = first or call.today
        days = Range(begin, last or begin + _SOON)
        page = call.house.foretell.run(call.tenant, days, call.now, limit, after, customer)
        found = (_foretold(call, line) for line in page.lines if line.acts)
        items = tuple(a for a in found if kind in (None, a.kind) and automatic in (None, a.automatic))
        return Page(items=items, next=call.cursors.sign(page.after))
    of = None if customer is None else call.customer(customer)
    wanted = ActionFilter(Ending(status), of, kind, automatic, first or date.min, last or date.max)
    past = call.house.list_actions.run(call.org, wanted, call.tenant.calendar, limit, after)
    members = call.organization.members
    items = tuple(Action.past(action, members) for action in past.lines)
    return Page(items=items, next=call.cursors.sign(past.after))


def _foretold(call: Call, line: Foretold) -> Action:
    match line.decision:
        case CreateTask(kind=kind):
            pass
        case Execute():
            kind = TaskKind.EMAIL
        case _:
            raise ValueError("nothing is done then")
    text = call.house.explain(line.decision, line.first, call.language, call.members)
    return Action.foretold(line, kind, Decision.of(line.decision, text))
