"""What was claimed when everything stopped is found when everything is back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.crash.platform import ORG, Bad, Platform
from tests.crash.taps import Killed, Moment
from tests.crash.verdict import doubled


@pytest.mark.parametrize("days", [1, 3, 6])
def test_a_worker_that_died_long_after_its_turn_is_found_however_long_the_outage_after_it(days: int) -> None:
    """Its message waited in the queue, so that the buckets behind it were read long ago; it is never
    received again.
    """
    platform = Platform(Bad(redelivers=False), invoices={"F-C2": "C2"})
    platform.run(until=datetime(2026, 11, 3, 6, 55, tzinfo=UTC))
    while not platform.queue.waiting:
        platform.clock.forward(timedelta(minutes=5))
        platform.house.dispatch_due.run()
    (message,) = platform.queue.take()
    for _ in range(5):
        platform.clock.forward(timedelta(minutes=5))
        platform.house.dispatch_due.run()
        platform.queue.take()
    platform.clock.at = datetime(2026, 11, 3, 7, 55, tzinfo=UTC)
    platform.tap.kill_at = Moment(len(platform.tap.calls) + 1, after=True)
    with pytest.raises(Killed):
        platform.work(message)
    platform.house.dispatch_due.run()
    platform.queue.take()

    platform.clock.forward(timedelta(days=days))
    platform.run(until=datetime(2026, 11, 12, 12, tzinfo=UTC))

    (enrolment,) = platform.bare.accounts.load(ORG, "C2").enrolments.values()
    assert not enrolment.is_sending
    assert len(platform.reviews()) == 1
    assert doubled(platform) == []
