"""Whoever sends the next mail by hand dies before and after every single port call; then the plan goes on.

The mail leaves once, in its turn if need be; or a person is asked, and nobody sends it by itself.
"""

from __future__ import annotations

from collections import Counter

import pytest

from relance.domain.errors import Refused
from relance.domain.task import TaskKind
from tests.crash.taps import Killed, Moment, Tap, tapped
from tests.scenario.steps import email
from tests.scenario.story import Story


def reminded() -> Story:
    acme = Story("2026-11-08")
    acme.plan(email("J+7"), email("J+15"), min_contact_delay=4)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-09").morning()
    return acme.on("2026-11-13")


def killed(acme: Story, moment: Moment | None) -> list[str]:
    """The next mail sent by one who dies at that moment; what calls were made."""
    tap, whole = Tap(kill_at=moment), acme.house
    acme.house = tapped(whole, tap)
    try:
        acme.sends_next()
    except Killed:
        pass
    finally:
        acme.house = whole
    return tap.calls


@pytest.mark.parametrize("again", [True, False], ids=["sent-again", "left-alone"])
def test_it_leaves_at_most_once_and_is_never_lost_without_a_word(tally: Counter[str], again: bool) -> None:
    calls = killed(reminded(), None)
    assert {"accounts.save", "outreaches.record", "mailer.send"} <= set(calls)
    for moment in (Moment(call, after) for call in range(len(calls)) for after in (False, True)):
        acme = reminded()
        killed(acme, moment)
        if again:
            try:
                acme.at("10:00").sends_next()
            except Refused as refused:
                assert refused.faults[0].code in {"next_awaits_person", "nothing_next"}, moment
        acme.on("2026-12-01")

        sent = acme.mailbox.subjects.count("F-1 : rappel J+15")
        asked = acme.todo_kinds == [TaskKind.REVIEW_SEND]
        assert sent <= 1, moment
        assert sent == 1 or asked, moment
        assert not acme.enrolment().is_sending, moment
    tally["deaths while the next mail was sent by hand"] += 2 * len(calls)
