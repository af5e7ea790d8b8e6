"""A campaign whose worker dies before and after each port call, and one of 5,000 customers halted and killed.

Whoever takes it up goes on: each customer gets the message at most once, and nobody is forgotten.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import timedelta

from relance.domain.campaign import CampaignState, Result
from relance.domain.task import TaskKind
from tests.crash.taps import Killed, Moment, Tap, tapped
from tests.scenario.days import ORG
from tests.scenario.test_campaigns import Campaigning

CUSTOMERS = ("C1", "C2")
MANY = 5_000


def begun() -> Campaigning:
    acme = Campaigning(*CUSTOMERS)
    acme.start()
    return acme


def worked(acme: Campaigning, moment: Moment | None) -> list[str]:
    """One worker takes one message, and dies at that moment."""
    tap, whole = Tap(kill_at=moment), acme.house
    acme.house = acme.world.house = tapped(whole, tap)
    acme.unforeseen()
    try:
        for org, campaign in acme.house.campaign_queue.take():
            acme.house.run_campaign.run(org, campaign)
    except Killed:
        pass
    finally:
        acme.house = acme.world.house = whole
    return tap.calls


def taken_up(acme: Campaigning) -> None:
    """The schedule, until leases are over."""
    for _ in range(5):
        acme.clock.forward(timedelta(minutes=5))
        acme.house.run_campaign.take_up()
        acme.work()


def test_whenever_a_worker_dies_each_customer_is_mailed_once_or_asked_about(tally: Counter[str]) -> None:
    calls = worked(begun(), None)
    assert {"campaigns.claim", "mailer.send", "campaigns.settle"} <= set(calls)
    for moment in (Moment(call, after) for call in range(len(calls)) for after in (False, True)):
        acme = begun()
        worked(acme, moment)
        taken_up(acme)

        mailed = Counter(acme.mailed)
        assert set(mailed.values()) <= {1}, moment
        asked = {task.customer for task in acme.todos if task.kind is TaskKind.REVIEW_SEND}
        assert set(mailed) | asked == set(CUSTOMERS), moment
        assert acme.now.state is CampaignState.DONE, moment
        assert sum(acme.now.results.values()) == 2, moment
    tally["deaths while a campaign ran"] += 2 * len(calls)


def test_two_workers_at_one_campaign_mail_each_customer_once() -> None:
    """At each port call of one worker, another works off the same message."""
    calls = worked(begun(), None)
    for place in range(len(calls)):
        acme = begun()
        ((org, campaign),) = acme.house.campaign_queue.take()
        whole, seen = acme.house, 0

        def other_one(_: str, acme: Campaigning = acme, whole: object = whole, place: int = place) -> None:
            nonlocal seen
            seen += 1
            if seen == place + 1:
                acme.world.house.run_campaign.run(ORG, "spring")

        tapped(whole, Tap(before_call=other_one)).run_campaign.run(org, campaign)
        taken_up(acme)
        assert Counter(acme.mailed) == Counter(CUSTOMERS), place
        assert acme.now.results == {Result.SENT: 2}, place


def test_five_thousand_customers_stopped_resumed_and_killed_get_it_once() -> None:
    customers = [f"C{n:04}" for n in range(MANY)]
    acme = Campaigning()
    acme.settings(window=acme.tenant.organization.window.__class__(minutes=900))
    acme.house.import_rows.run(acme.tenant, [acme.row(customer) for customer in customers])
    acme.unforeseen()
    acme.start()

    def halted(_: object) -> None:
        if acme.mailbox.count in (777, 2_222):
            acme.clock.forward(timedelta(seconds=1))
            acme.house.manage_campaigns.pause(ORG, "spring")
            acme.clock.forward(timedelta(seconds=1))
        if acme.mailbox.count in (1_500, 3_333):
            raise Killed("the worker is gone, and the mail has left")

    acme.mailbox.when_called = halted
    for _ in range(MANY):
        with contextlib.suppress(Killed):
            acme.work()
        if acme.now.state is CampaignState.DONE:
            break
        if acme.now.state is CampaignState.PAUSED:
            acme.house.manage_campaigns.resume(ORG, "spring")
        acme.clock.forward(timedelta(minutes=5))
        acme.house.run_campaign.take_up()

    assert sorted(acme.mailed) == customers, "each customer once"
    assert acme.now.results == {Result.SENT: MANY - 2, Result.UNKNOWN: 2}
    assert acme.now.let_through == 2, "one message was on its way at each pause"
