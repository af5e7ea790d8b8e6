"""A worker dies before and after every single port call; then the platform runs on until it is quiet.

Nothing is ever mailed twice, and nothing due is lost without a word.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.crash.mail_service import Fault, Tells
from tests.crash.platform import Bad, Platform
from tests.crash.taps import Moment
from tests.crash.verdict import doubled, lost

_FIRST_MAIL = 0


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


@pytest.mark.parametrize("redelivers", [True, False], ids=["received-again", "never-again"])
@pytest.mark.parametrize("tells", Tells)
@pytest.mark.parametrize(
    "fault", [None, Fault.TIME_OUT_AFTER_ACCEPT, Fault.RESET, Fault.THROTTLED, Fault.REJECTED], ids=str
)
def test_nothing_is_doubled_and_nothing_lost_wherever_a_worker_dies(
    tell: Callable[[str], None], fault: Fault | None, tells: Tells, redelivers: bool
) -> None:
    clean = clean_run()
    points = moments(clean_run(tells, fault))
    twice, missing = [], []
    for moment in points:
        run = Platform(Bad(moment, _faults(fault), tells, redelivers)).run()
        where = f"{moment} ({run.tap.calls[moment.call]})"
        twice += [(where, outreach) for outreach in doubled(run)]
        missing += [(where, what) for what in lost(run, clean)]

    tell(f"{len(points)} kill points, {fault}, events {tells}: {len(twice)} doubled, {len(missing)} lost")
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


def test_the_verdict_can_fail() -> None:
    """A run is judged against another's faults: what was taken twice, lost, or told wrongly is seen."""
    run, clean = Platform().run(), clean_run()
    run.mail.taken[run.mail.refs[0].id] += 1
    assert doubled(run) == [run.mail.refs[0].id]

    del run.mail.taken[run.mail.refs[1].id]
    assert any("never was" in what for what in lost(run, clean))

    nothing = Platform()
    assert sum("without a record" in what for what in lost(nothing, clean)) == len(clean.mail.refs)
