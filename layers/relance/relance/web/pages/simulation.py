"""What will leave, and why: a calendar of 31 days, and one day of it line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from relance.access.mailing import sent_or_problem
from relance.contracts.api.decisions import Decision
from relance.contracts.api.simulation import SimulationRequest
from relance.domain.calendar import SendingCalendar
from relance.domain.decision import CreateTask, Execute, Finish, OnHold, Wait
from relance.domain.foretold import Foretold
from relance.domain.money import Money
from relance.usecases.deciding.foretell import Range
from relance.web.answers import Answer, See, Shown
from relance.web.forms import SHOWN_AGAIN, problem_details, read
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

# So many customers are simulated for one page: each takes some milliseconds.
_CUSTOMERS: Final = 100
_DAYS: Final = timedelta(days=30)
_A_WEEK: Final = timedelta(days=7)
_A_DAY: Final = timedelta(days=1)
_HEATS: Final = 4
_SHOWN: Final = {"leaves": (Execute, CreateTask), "held": (OnHold,), "waits": (Wait,), "nothing": (Finish,)}


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar. `count` is how many customers get something; None for a day that is over, beyond
    the 31 days, or closed with nothing to do. `heat` is 0 to 4.
    """

    on: date
    count: int | None
    heat: int


@dataclass(frozen=True, slots=True)
class Row:
    """`amounts` is what the message asks for; empty for what does not leave."""

    told: Foretold
    kind: str
    why: str
    amounts: tuple[Money, ...]


@pages.on("GET", "/simulation", may="simulate")
def simulation(visit: Visit) -> Answer:
    return _screen(visit)


@pages.on("POST", "/simulation/mail", may="mail_simulation")
def mail_simulation(visit: Visit) -> Answer:
    """The chosen day, mailed to the visitor as a table."""
    try:
        day = visit.given("day")
        asked = read(SimulationRequest, {"first": day, "last": day})
        days = Range(asked.first, asked.last)
        mails = visit.house.mail_simulation
        sent_or_problem(mails.run(visit.tenant, days, visit.member, visit.language, visit.now, None, None))
    except SHOWN_AGAIN as error:
        shown = _screen(visit, problem=problem_details(visit, error))
        return Shown(shown.template, shown.values, 422)
    return See(f"/simulation?day={day}", "simulation.mailed")


def _screen(visit: Visit, **more: object) -> Shown:
    calendar, today = visit.tenant.calendar, visit.today
    range_ = Range(today, today + _DAYS)
    cursors = visit.cursors("simulation")
    after = cursors.read(visit.query.get("cursor"))
    page = visit.house.foretell.run(visit.tenant, range_, visit.now, _CUSTOMERS, after)
    counts = _by_day(page.lines)
    day = _chosen(visit, range_, counts)
    that_day = [line for line in page.lines if line.first <= day <= line.last]
    of = visit.query.get("show", "leaves")
    of = of if of in _SHOWN else "leaves"
    rows = [_row(visit, line, day) for line in that_day if isinstance(line.decision, _SHOWN[of])]
    shown: dict[str, object] = {
        "day_": day,
        "is_open": calendar.is_sending_day(day),
        "weeks": weeks(range_, counts, calendar),
        "shown": of,
        "chips": {
            name: sum(isinstance(line.decision, kinds) for line in that_day) for name, kinds in _SHOWN.items()
        },
        "rows": rows,
        "totals": totals(row.amounts for row in rows),
        "month": {
            "emails": sum(isinstance(line.decision, Execute) and not line.is_letter for line in page.lines),
            "letters": sum(line.is_letter for line in page.lines),
            "todos": sum(isinstance(line.decision, CreateTask) for line in page.lines),
            "customers": len({line.customer.id for line in page.lines if line.acts}),
        },
        "cursor": visit.query.get("cursor", ""),
        "next": cursors.sign(page.after),
        "is_first": after is None,
        "problem": None,
    }
    return Shown("simulation.html", shown | more)


def weeks(days: Range, counts: dict[date, int], calendar: SendingCalendar) -> list[list[Cell]]:
    """From the Monday before the first day to the Sunday after the last."""
    begin = days.first - days.first.weekday() * _A_DAY
    most = max(counts.values(), default=0)
    found: list[list[Cell]] = []
    while begin <= days.last:
        found.append([_cell(begin + n * _A_DAY, days, counts, calendar, most) for n in range(7)])
        begin += _A_WEEK
    return found


def _cell(on: date, days: Range, counts: dict[date, int], calendar: SendingCalendar, most: int) -> Cell:
    count = counts.get(on, 0)
    if not days.first <= on <= days.last or not (count or calendar.is_sending_day(on)):
        return Cell(on, None, 0)
    return Cell(on, count, -(-_HEATS * count // most) if count else 0)


def totals(sums: Iterable[Sequence[Money]]) -> list[Money]:
    """One a currency."""
    minor: defaultdict[str, int] = defaultdict(int)
    for amounts in sums:
        for amount in amounts:
            minor[amount.currency] += amount.minor
    return [Money(sum_, currency) for currency, sum_ in sorted(minor.items())]


def _by_day(lines: Iterable[Foretold]) -> dict[date, int]:
    """How many customers get something, day by day."""
    reminded: defaultdict[date, set[str]] = defaultdict(set)
    for line in lines:
        if line.acts:
            for n in range((line.last - line.first).days + 1):
                reminded[line.first + n * _A_DAY].add(line.customer.id)
    return {on: len(customers) for on, customers in reminded.items()}


def _chosen(visit: Visit, days: Range, counts: dict[date, int]) -> date:
    """The day of the address; without one that can be shown, the next on which something is done."""
    try:
        asked = date.fromisoformat(visit.query.get("day") or visit.given("day"))
    except ValueError:
        asked = date.min
    if days.first <= asked <= days.last:
        return asked
    return min(counts, default=visit.tenant.calendar.sending_day(days.first))


def _row(visit: Visit, line: Foretold, day: date) -> Row:
    why = visit.house.explain(line.decision, day, visit.language, visit.members)
    kind = "letter" if line.is_letter else Decision.of(line.decision, why).kind
    return Row(line, kind, why, _asked(visit, line) if line.acts else ())


def _asked(visit: Visit, line: Foretold) -> tuple[Money, ...]:
    if not isinstance(line.decision, Execute | CreateTask):
        return ()
    receivables = visit.account(line.customer.id).receivables
    return tuple(totals([receivables.asked(invoice)] for invoice in line.decision.due.invoices))
