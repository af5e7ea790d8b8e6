"""Workers that are slower than what falls due: nothing that waits in the queue is queued again."""

from __future__ import annotations

from datetime import timedelta

from relance.usecases.ports.enrolments import DueEntry
from tests.scenario.steps import email
from tests.scenario.story import Story

BEAT = timedelta(minutes=5)
CUSTOMERS = 40


def owing() -> Story:
    """Forty reminders that fall due in one hour of the window."""
    acme = Story("2026-11-08")
    acme.plan(email("J+7"))
    for number in range(CUSTOMERS):
        acme.invoice(f"F-{number}", due="2026-11-02", amount="10.00 EUR", customer=f"C{number}")
    return acme.on("2026-11-09").at("07:55")


def test_each_reminder_is_queued_once_however_long_the_queue_is() -> None:
    acme = owing()
    queued = 0
    for _ in range(30):
        before = len(acme.world.queue.waiting)
        acme.house.dispatch_due.run()
        queued += sum(len(keys) for _, keys in acme.world.queue.waiting[before:])
        assert acme.house.dispatch_due.sweep() == 0
        acme.clock.forward(BEAT)
    assert queued == CUSTOMERS


def test_what_was_missed_is_found_once_the_queue_is_idle() -> None:
    acme = owing()
    acme.clock.forward(timedelta(hours=1))
    acme.house.dispatch_due.run()
    lost: list[tuple[str, tuple[DueEntry, ...]]] = acme.world.queue.take()
    assert sum(len(keys) for _, keys in lost) == CUSTOMERS

    acme.clock.forward(timedelta(hours=2))
    assert acme.house.dispatch_due.sweep() == CUSTOMERS


def test_the_overlap_is_read_again_when_the_queue_is_idle_and_only_then() -> None:
    acme = owing()
    acme.clock.forward(timedelta(hours=1))
    assert acme.house.dispatch_due.run() == CUSTOMERS
    assert acme.house.dispatch_due.run() == 0
    acme.world.queue.take()
    assert acme.house.dispatch_due.run() > 0
