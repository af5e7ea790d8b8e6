"""A letter of a plan, with whoever works on it dying before and after each port call: it is posted once."""

from __future__ import annotations

from collections import Counter

from relance.gateways.print_shop import PrintShop
from tests.crash.taps import Killed, Moment, Tap, tapped
from tests.scenario.story import Story
from tests.scenario.test_letters import letters, owing


def killed(acme: Story, moment: Moment | None) -> list[str]:
    """The morning of the letter, with one death."""
    tap, whole = Tap(kill_at=moment), acme.house
    house = tapped(whole, tap)
    acme.house = acme.world.house = house.but(postal_provider=PrintShop(house.letter_files))
    acme.unforeseen()
    try:
        acme.at("08:55")
    except Killed:
        pass
    finally:
        acme.house = acme.world.house = whole
    return tap.calls


def handed_over(acme: Story) -> int:
    return sum(key.endswith(".json") for key in acme.house.letter_files.files)


def test_it_is_posted_once_and_never_lost(tally: Counter[str]) -> None:
    calls = killed(owing(), None)
    first = calls.index("enrolments.claim")
    assert calls.count("letter_files.put") == 3
    moments = [Moment(call, after) for call in range(first, len(calls)) for after in (False, True)]
    for moment in moments:
        acme = owing()
        killed(acme, moment)
        acme.world.queue.take()
        acme.down_until("2026-11-09", "10:00")
        acme.unforeseen()
        acme.on("2026-11-12")
        assert handed_over(acme) == 1, moment
        assert [sent.status.left_us for sent in letters(acme)].count(True) == 1, moment
        assert not acme.enrolment().is_sending, moment
    tally["deaths while a letter left"] += len(moments)
