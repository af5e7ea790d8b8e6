"""A worker dies before and after every single port call; then the platform runs on until it is quiet.

Nothing is ever mailed twice, and nothing due is lost without a word.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from relance.domain.plan import DunningPlan
from tests.crash.mail_service import Fault, Tells
from tests.crash.platform import ORG, Bad, Platform, email
from tests.crash.taps import Moment
from tests.crash.verdict import doubled, lost

_FIRST_MAIL = 0
# The last beat before Tuesday, in Paris, and the window of that day.
_MIDNIGHT = datetime(2026, 11, 2, 22, 55, tzinfo=UTC)
_IN_THE_WINDOW = datetime(2026, 11, 3, 7, 20, tzinfo=UTC)


@cache
def clean_run(tells: Tells = Tells.LATER, fault: Fault | None = None) -> Platform:
    """A run in which nobody dies: its calls are the places to die at."""
    return Platform(Bad(faults=_faults(fault), tells=tells)).run()


def _faults(fault: Fault | None) -> tuple[tuple[int, Fault], ...]:
    return ((_FIRST_MAIL, fault),) if fault else ()


def moments(run: Platform) -> list[Moment]:
    """Before and after each call of the beats in which anything was done."""
    calls = (call for beat in run.busy for call in beat)
    return [Moment(call, after) for call in calls for after in (False, True)]


def test_a_clean_run_mails_every_step_once_and_raises_every_to_do() -> None:
    run = clean_run()

    assert sorted(ref.customer for ref in run.mail.refs) == ["C1", "C1", "C2", "C2"]
    assert sorted((task.customer, task.kind) for task in run.todos()) == [
        ("C1", "call"),
        ("C2", "call"),
        ("C3", "fix_contact"),
    ]
    assert (doubled(run), list(lost(run, run))) == ([], [])


@pytest.mark.parametrize("tells", Tells)
@pytest.mark.parametrize(
    ("fault", "redelivers"),
    [
        (None, True),
        (None, False),
        (Fault.TIME_OUT_AFTER_ACCEPT, True),
        (Fault.TIME_OUT_AFTER_ACCEPT, False),
        (Fault.RESET, False),
        (Fault.THROTTLED, True),
        (Fault.REJECTED, False),
    ],
    ids=str,
)
def test_nothing_is_doubled_and_nothing_lost_wherever_a_worker_dies(
    tally: Counter[str], fault: Fault | None, tells: Tells, redelivers: bool
) -> None:
    clean = clean_run()
    points = moments(clean_run(tells, fault))
    twice, missing = [], []
    for moment in points:
        run = Platform(Bad(moment, _faults(fault), tells, redelivers)).run()
        where = f"{moment} ({run.tap.calls[moment.call]})"
        twice += [(where, outreach) for outreach in doubled(run)]
        missing += [(where, what) for what in lost(run, clean)]

    tally.update({"kill points": len(points), "doubled": len(twice), "lost": len(missing)})
    assert (twice, missing) == ([], [])


@pytest.mark.parametrize("tells", Tells)
@pytest.mark.parametrize("fault", Fault, ids=str)
def test_nothing_is_doubled_and_nothing_lost_whatever_the_mail_service_answers(
    fault: Fault, tells: Tells
) -> None:
    clean = clean_run()
    for mail in range(len(clean.mail.refs)):
        run = Platform(Bad(faults=((mail, fault),), tells=tells)).run()

        assert doubled(run) == []
        assert list(lost(run, clean)) == []


@pytest.mark.parametrize("fault", Fault, ids=str)
def test_a_mail_service_that_fails_every_time_doubles_and_loses_nothing(fault: Fault) -> None:
    run = Platform(Bad(faults=tuple((mail, fault) for mail in range(1000)), tells=Tells.NEVER)).run()

    assert doubled(run) == []
    if fault is not Fault.THROTTLED:
        assert list(lost(run, clean_run())) == []
    else:
        assert (run.records(), run.reviews()) == ({}, set())


def test_a_worker_that_died_once_its_mail_was_recorded_is_finished_for_without_waiting_for_news() -> None:
    clean = clean_run(Tells.NEVER)
    recorded = clean.tap.calls.index("outreaches.record")
    run = Platform(Bad(Moment(recorded, after=True), tells=Tells.NEVER, redelivers=False))
    run.run(until=clean.mail.refs[0].at + timedelta(minutes=10))

    enrolments = run.bare.accounts.load(ORG, clean.mail.refs[0].customer).enrolments.values()
    assert [(e.is_sending, e.last_contact_on) for e in enrolments] == [(False, date(2026, 11, 3))]


def test_a_step_made_automatic_while_its_customer_was_not_yet_decided_again_is_mailed_once() -> None:
    """What was claimed tells afterwards whether a mail can have left: nothing else may be sent."""
    by_hand = replace(email(1), automatic=False)
    clean = Platform(invoices={"F-C1": "C1"}, steps=(by_hand,)).run(until=_MIDNIGHT)
    calls = range(len(clean.tap.calls), len(clean.tap.calls) + 40)
    for moment in [None, *(Moment(call, after) for call in calls for after in (False, True))]:
        run = Platform(Bad(moment, redelivers=False), invoices={"F-C1": "C1"}, steps=(by_hand,))
        run.run(until=_MIDNIGHT)
        run.bare.plans.publish(ORG, DunningPlan("plan", 2, "Plan", (email(1),)))
        run.bare.organizations.save(replace(run.bare.organizations.get(ORG), plans={"plan": 2}))
        run.clock.at = _IN_THE_WINDOW
        run.run()

        assert (doubled(run), run.mail.taken.total() or len(run.reviews())) == ([], 1)


def test_the_verdict_can_fail() -> None:
    """A run is judged against another's faults: what was taken twice, lost, or told wrongly is seen."""
    run, clean = Platform().run(), clean_run()
    run.mail.taken[run.mail.refs[0].id] += 1
    assert doubled(run) == [run.mail.refs[0].id]

    del run.mail.taken[run.mail.refs[1].id]
    assert any("never was" in what for what in lost(run, clean))

    nothing = Platform()
    assert sum("without a record" in what for what in lost(nothing, clean)) == len(clean.mail.refs)
