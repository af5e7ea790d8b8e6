"""What the coming days would do, day by day (A12, F2). That it is what the run does: see the properties."""

from __future__ import annotations

from relance.domain.customer import Account
from relance.domain.decision import CreateTask, Execute, Finish, OnHold, Wait
from relance.domain.enrolling import enrolled
from relance.domain.plan import DunningPlan
from relance.domain.simulation import Forecast, simulate
from tests.builders import (
    EVERY_DAY,
    LONG_AGO,
    ORG,
    account,
    call,
    day,
    email,
    invoice,
    pause,
    per_invoice,
    plan,
)


def forecasts(of: Account, by: DunningPlan, first: str, last: str) -> list[Forecast]:
    of = enrolled(of, by, ORG, LONG_AGO)
    return list(simulate(of, {by.id: by}, EVERY_DAY, ORG, day(first), day(last)))


def test_each_day_says_what_would_be_done_and_what_comes_after() -> None:
    told = forecasts(account(invoice()), plan(email(0), call(1)), "2026-03-30", "2026-04-02")
    assert [(f"{forecast.day}", type(forecast.decision)) for forecast in told] == [
        ("2026-03-30", Wait),
        ("2026-03-31", Execute),
        ("2026-03-31", Wait),
        ("2026-04-01", CreateTask),
        ("2026-04-01", Wait),
        ("2026-04-02", Wait),
    ]


def test_it_says_why_nothing_would_be_done() -> None:
    held = forecasts(account(invoice(), pause("2026-04-02")), plan(email(0)), "2026-04-01", "2026-04-02")
    assert [type(forecast.decision) for forecast in held] == [OnHold, Execute, Finish]


def test_it_changes_nothing() -> None:
    of = enrolled(account(invoice()), plan(email(0)), ORG, LONG_AGO)
    before = repr(of)
    list(simulate(of, {"plan": plan(email(0))}, EVERY_DAY, ORG, day("2026-03-01"), day("2026-05-01")))
    assert repr(of) == before


def test_every_enrolment_is_told_of() -> None:
    told = forecasts(
        account(invoice("F-1"), invoice("F-2")), per_invoice(email(0)), "2026-03-30", "2026-03-30"
    )
    assert len({forecast.enrolment for forecast in told}) == 2


def test_on_one_day_to_dos_come_before_what_leaves_in_the_window() -> None:
    to_call = [invoice(f"F-{n}", due="2026-04-05") for n in range(4)]
    to_mail = [invoice(f"G-{n}", due="2026-03-31") for n in range(4)]
    by = per_invoice(call(-5), email(0), delay=1)
    decisions = [f.decision for f in forecasts(account(*to_call, *to_mail), by, "2026-03-31", "2026-03-31")]
    acting = [type(decision) for decision in decisions if isinstance(decision, CreateTask | Execute)]
    assert acting == [CreateTask] * 4 + [Execute]


def test_no_days_no_forecasts() -> None:
    assert forecasts(account(invoice()), plan(email(0)), "2026-04-02", "2026-04-01") == []
