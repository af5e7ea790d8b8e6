"""functions/dispatch_due, each five minutes: who is due is queued, and how far it looked is kept."""

from __future__ import annotations

from datetime import timedelta

from relance.domain.enrolment import Enrolment
from tests.unit.functions.deployed import MORNING, ORG, deployed, sample


def test_who_is_due_is_queued() -> None:
    customers = ("C-1", "Société #2")
    with deployed() as stack:
        stack.owing(*customers)
        assert stack.invoke("dispatch_due", sample("dispatch_due/tick")) == {"queued": 2, "campaigns": 0}
        (message,) = stack.queued()
        assert message == {
            "org": ORG,
            "entries": [[of, Enrolment.identity(ORG, of, None), 1, "email+7"] for of in customers],
        }


def test_nobody_due_queues_nothing() -> None:
    with deployed() as stack:
        assert stack.invoke("dispatch_due", sample("dispatch_due/tick")) == {"queued": 0, "campaigns": 0}
        assert stack.queued() == []


def test_the_hourly_sweep_finds_what_the_schedule_has_passed() -> None:
    with deployed() as stack:
        stack.owing("C-1")
        stack.invoke("dispatch_due", sample("dispatch_due/tick"))
        for hours in (0.5, 5):
            stack.clock.at = MORNING + timedelta(hours=hours)
            stack.invoke("dispatch_due", sample("dispatch_due/tick"))
        stack.queued()
        stack.clock.at += timedelta(minutes=30)
        assert stack.invoke("dispatch_due", sample("dispatch_due/tick")) == {"queued": 0, "campaigns": 0}
        assert stack.invoke("sweep", sample("sweep/tick")) == {
            "queued": 1,
            "undecided": 0,
            "erasures": 0,
            "sender_domains": 0,
        }
        assert len(stack.queued()) == 1
