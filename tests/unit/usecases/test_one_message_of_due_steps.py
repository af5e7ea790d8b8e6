"""What ends a message of due steps before all of them are done, and that the rest is queued again."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from relance.domain.calendar import SendingWindow
from relance.usecases.ports.enrolments import DueEntry
from relance.usecases.ports.mailing import Rejected, SendResult, Throttled, Unknown
from relance.usecases.sending.execute_step import StepOutcome
from tests.scenario.days import ORG
from tests.scenario.steps import email
from tests.scenario.story import Story

CUSTOMERS = [f"C{number}" for number in range(1, 6)]


def due() -> tuple[Story, tuple[DueEntry, ...]]:
    """A Monday, five minutes before the window closes; five reminders in one message."""
    acme = Story("2026-11-08", window=SendingWindow(frozenset(range(5)), time(8), 240))
    acme.plan(email("J+7"))
    for customer in CUSTOMERS:
        acme.invoice(f"F-{customer}", due="2026-11-02", amount="10.00 EUR", customer=customer)
    acme.on("2026-11-09").at("07:55")
    acme.clock.forward(timedelta(hours=4))
    acme.house.dispatch_due.run()
    ((_, keys),) = acme.world.queue.take()
    assert len(keys) == len(CUSTOMERS)
    return acme, keys


def test_too_fast_ends_the_message_and_the_rest_waits_in_the_queue() -> None:
    acme, keys = due()
    acme.mailbox.answers.append(lambda: Throttled("Maximum sending rate exceeded."))

    outcomes = acme.house.execute_step.run_all(ORG, keys)

    assert outcomes == {StepOutcome.THROTTLED: 1}
    assert acme.mailbox.count == 0
    assert acme.world.queue.take() == [(ORG, keys[1:])]
    assert not any(acme.enrolment(customer).is_sending for customer in CUSTOMERS)


def test_the_rest_leaves_when_the_mail_service_is_ready_again() -> None:
    acme, keys = due()
    acme.mailbox.answers.append(lambda: Throttled("slow"))
    acme.house.execute_step.run_all(ORG, keys)
    ((_, rest),) = acme.world.queue.take()

    assert acme.house.execute_step.run_all(ORG, rest) == {StepOutcome.SENT: len(rest)}


@pytest.mark.parametrize("answer", [Rejected("no"), Unknown("time-out")], ids=["rejected", "unknown"])
def test_any_other_answer_is_about_one_mail(answer: SendResult) -> None:
    acme, keys = due()
    acme.mailbox.answers.append(lambda: answer)

    outcomes = acme.house.execute_step.run_all(ORG, keys)

    assert outcomes[StepOutcome.SENT] == len(keys) - 1
    assert acme.world.queue.take() == []


class SlowPace:
    """Each mail waits half a minute for its turn."""

    rest = timedelta(minutes=1)

    def __init__(self, acme: Story) -> None:
        self.acme = acme

    def wait(self) -> None:
        self.acme.clock.forward(timedelta(seconds=30))


def test_a_slow_pace_does_not_run_into_the_time_out() -> None:
    acme, keys = due()
    house = acme.house.but(pace=SlowPace(acme))

    outcomes = house.execute_step.run_all(ORG, keys)

    assert outcomes == {StepOutcome.SENT: 2}
    assert acme.world.queue.take() == [(ORG, keys[2:])]


def test_a_stop_while_the_mail_is_written_stops_it() -> None:
    """The switch is asked last of all: the organization as it was read for the message still says "on"."""
    acme, keys = due()
    composer = acme.house.composer

    class StoppedMeanwhile:
        def compose(self, reminder: object) -> object:
            acme.switch(on=False)
            return composer.compose(reminder)  # type: ignore[arg-type]

    outcomes = acme.house.but(composer=StoppedMeanwhile()).execute_step.run_all(ORG, keys)

    assert outcomes == {StepOutcome.RELEASED: 1, StepOutcome.NOTHING: len(keys) - 1}
    assert acme.mailbox.count == 0
    assert not any(acme.enrolment(customer).is_sending for customer in CUSTOMERS)
