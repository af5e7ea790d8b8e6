"""The simulation, and reminders mailed to whoever asks to see them."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from relance.access.mailing import sent_or_problem
from relance.api.call import Call
from relance.api.mailing import mailed_member
from relance.api.pages import Cursor
from relance.api.routing import Router
from relance.contracts.api.base import IsoDate, Page, PathId
from relance.contracts.api.decisions import Decision
from relance.contracts.api.simulation import (
    Mailed,
    ReminderTest,
    SimulatedDay,
    SimulatedDays,
    SimulationRequest,
    SimulationRow,
)
from relance.domain.foretold import Foretold
from relance.domain.organization import Member
from relance.domain.plan import Level
from relance.usecases.deciding.foretell import Range
from relance.usecases.ports.mailing import SendResult

router = Router("Simulation")

_First = Annotated[IsoDate | None, Query(description="Today, when it is left out.")]
_Last = Annotated[IsoDate | None, Query(description="The first day, when it is left out.")]
_Customer = Annotated[PathId | None, Query(description="Only this customer.")]
_Level = Annotated[Level | None, Query(description="Only plans of this level.")]
_Draft = Annotated[PathId | None, Query(description="A plan that has a draft.")]
_Customers = Annotated[int, Query(ge=1, le=100, description="At most so many customers.")]


@router.on("GET", "/simulation")
def simulate(
    first: _First = None,
    last: _Last = None,
    customer: _Customer = None,
    level: _Level = None,
    limit: _Customers = 25,
    cursor: Cursor = None,
) -> Page[SimulationRow]:
    """What a day, or at most 31 days, will do: which invoices are reminded, or are not, and why.

    The automatic run does exactly this, as long as nothing changes. Pages go by customers.
    """
    call = router.call
    begin = first or call.today
    days, after = Range(begin, last or begin), call.cursors.read(cursor)
    page = call.house.foretell.run(call.tenant, days, call.now, limit, after, customer)
    rows = tuple(_row(call, line) for line in page.lines if level in (None, line.level))
    return Page(items=rows, next=call.cursors.sign(page.after))


@router.on("GET", "/simulation/days")
def count_simulated_days(
    first: _First = None,
    last: _Last = None,
    draft: _Draft = None,
    limit: _Customers = 100,
    cursor: Cursor = None,
) -> SimulatedDays:
    """How many customers each of at most 31 days reminds, or does not: for a calendar. Pages go by customers.

    With `draft` it tells what the days would do if that draft were published now.
    """
    call = router.call
    begin, tenant = first or call.today, call.tenant
    if draft is not None:
        written = call.house.drafts.get(call.org, draft)
        tenant = call.house.publish_plan.as_published(tenant, written, call.now)
    days, after = Range(begin, last or begin), call.cursors.read(cursor)
    counted = call.house.count_simulation.run(tenant, days, call.now, limit, after)
    items = tuple(SimulatedDay.of(day) for day in counted.days)
    return SimulatedDays(items=items, next=call.cursors.sign(counted.after))


@router.on("POST", "/simulation/mail", effect="mails")
def mail_simulation(body: SimulationRequest) -> Mailed:
    """Mail the simulation to you, as a table and as CSV."""
    call, member = router.call, mailed_member(router.call)
    result = call.house.mail_simulation.run(
        call.tenant,
        Range(body.first, body.last),
        member,
        call.language,
        call.now,
        body.customer,
        body.level,
    )
    return _mailed(member, result)


@router.on("POST", "/invoices/<invoice>/test-reminder", effect="mails")
def mail_test_reminder(invoice: PathId, body: ReminderTest) -> Mailed:
    """Mail a reminder of this invoice to you, as its customer would get it today; nothing is changed."""
    call, member = router.call, mailed_member(router.call)
    result = call.house.try_reminder.run(call.tenant, invoice, body.step, member, call.now)
    return _mailed(member, result)


def _mailed(member: Member, result: SendResult) -> Mailed:
    return Mailed(to=member.email, status="sent" if sent_or_problem(result) else "unknown")


def _row(call: Call, line: Foretold) -> SimulationRow:
    text = call.house.explain(line.decision, line.first, call.language, call.members)
    return SimulationRow(
        customer=line.customer.id,
        customer_name=line.customer.name,
        level=line.level,
        enrolment=line.enrolment,
        invoice=line.invoice,
        first=line.first,
        last=line.last,
        will_act=line.acts,
        decision=Decision.of(line.decision, text),
    )
