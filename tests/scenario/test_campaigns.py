"""Campaigns: whom they mean, whom they leave out, and that each customer gets the message at most once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from relance.domain.campaign import Campaign, CampaignState, Recipient, Result
from relance.domain.errors import Refused
from relance.domain.imports import InvoiceRow
from relance.domain.money import Money
from relance.domain.outreach import EmailStatus
from relance.domain.plan import Message
from relance.domain.selection import Exclusion, Selection
from relance.domain.task import TaskKind
from relance.usecases.ports.mailing import Rejected, Throttled, Unknown
from tests.scenario.correspondence import Correspondence
from tests.scenario.days import ORG
from tests.scenario.steps import email

WORDS = {"fr": Message("Nos congés", "Bonjour {{ customer_name }}")}


class Campaigning(Correspondence):
    """Monday, in the sending window; nobody follows a plan unless a test says so."""

    def __init__(self, *customers: str, **due: str) -> None:
        super().__init__("2026-11-02")
        for customer in customers:
            self.owes(customer, due.get(customer, "2026-10-01"))
        self.at("08:05")

    def row(self, customer: str) -> InvoiceRow:
        """What `owes` would import."""
        return InvoiceRow(
            line=1,
            number=f"F-{customer}",
            customer_id=customer,
            issue_date=date(2026, 10, 1),
            due_date=date(2026, 10, 1),
            total=Money(10_00, "EUR"),
            email=f"{customer.lower()}@client.example",
        )

    def owes(self, customer: str, due: str = "2026-10-01", amount: str = "10.00 EUR") -> None:
        email_ = f"{customer.lower()}@client.example"
        self.invoice(f"F-{customer}", due=due, amount=amount, customer=customer, email=email_)

    def campaign(self, **said: Any) -> Campaign:
        draft = replace(self.campaign_of("spring"), **said)
        return self.house.manage_campaigns.write(self.tenant.organization, draft)

    def campaign_of(self, id: str) -> Campaign:
        return Campaign(ORG, id, id, self.clock.now(), "marie", words=WORDS)

    def start(self, **said: Any) -> None:
        self.house.manage_campaigns.start(self.tenant, self.campaign(**said))
        self._changed()

    def work(self, most: int = 100) -> None:
        """Workers take messages until the queue is empty."""
        for _ in range(most):
            for org, campaign in self.house.campaign_queue.take():
                self.house.run_campaign.run(org, campaign)
        self._changed()

    def _beat(self) -> None:
        super()._beat()
        self.house.run_campaign.take_up()
        self.work()

    @property
    def now(self) -> Campaign:
        return self.house.campaigns.get(ORG, "spring")

    @property
    def recipients(self) -> dict[str, Recipient]:
        return {r.customer: r for r in self.house.campaigns.recipients(ORG, "spring", 10_000).lines}

    @property
    def results(self) -> dict[str, tuple[Result, str]]:
        return {customer: (r.result, r.detail) for customer, r in self.recipients.items()}

    @property
    def mailed(self) -> list[str]:
        return [mail.ref.customer for mail in self.mailbox.mails]


SENT = (Result.SENT, "")


def test_everybody_it_means_gets_it_once_and_it_counts_as_a_contact() -> None:
    acme = Campaigning("C1", "C2", "C3")
    acme.start()
    acme.work()
    assert acme.mailed == ["C1", "C2", "C3"]
    assert acme.results == dict.fromkeys(("C1", "C2", "C3"), SENT)
    assert (acme.now.state, acme.now.results) == (CampaignState.DONE, {Result.SENT: 3})
    assert acme.account("C2").last_contact_on == acme.today
    assert acme.mailbox.last.text.startswith("Bonjour Client C3")
    assert acme.mailbox.last.message["Auto-Submitted"] == "auto-generated"
    assert acme.todos == []


def test_its_answers_come_to_the_inbox() -> None:
    acme = Campaigning("C1")
    acme.start()
    acme.work()
    assert acme.writes_back().customer == "C1"
    assert acme.todo_kinds == [TaskKind.REPLY]


@pytest.mark.parametrize(
    ("selection", "meant"),
    [
        (Selection(), ["C1", "C2", "C3"]),
        (Selection(overdue_from=30), ["C1"]),
        (Selection(overdue_from=1, overdue_to=31), ["C2"]),
        (Selection(overdue_to=32), ["C1", "C2"]),
        (Selection(amount_from=Money(20_00, "EUR")), ["C2"]),
        (Selection(amount_to=Money(20_00, "EUR")), ["C1", "C2"]),
        (Selection(amount_to=Money(19_99, "EUR")), ["C1"]),
        (Selection(amount_from=Money(1, "USD")), []),
        (Selection(languages=frozenset({"en-GB"})), ["C3"]),
        (Selection(plans=frozenset({"gentle"})), ["C2"]),
        (Selection(managers=frozenset({"marie"})), ["C3"]),
        (Selection(managers=frozenset({"marie"}), overdue_from=1), []),
    ],
)
def test_a_filter_means_those_of_whom_all_of_it_holds(selection: Selection, meant: list[str]) -> None:
    acme = Campaigning()
    acme.owes("C1", "2026-10-01")  # 32 days
    acme.owes("C2", "2026-10-10", "20.00 EUR")  # 23 days
    acme.owes("C3", "2026-12-01")
    acme.plan(email("J+900"), id="gentle")
    acme.settings(default_plan=None)
    acme.follows("gentle", "C2")
    acme._change(
        lambda a: replace(a, customer=replace(a.customer, language="en", account_manager="marie")), "C3"
    )
    acme.start(selection=selection)
    acme.work()
    assert acme.mailed == meant
    assert acme.results == dict.fromkeys(meant, SENT)


def test_who_is_left_out_is_told_with_the_reason_and_a_person_may_override_it() -> None:
    acme = Campaigning("C1", "C2", "C3", "C4", "C5", "C6")
    acme.disputed("F-C1")
    acme.writes("Bonjour", "C2")
    acme.writes_back()
    acme.promised("2026-11-20", customer="C3")
    acme.writes("Bonjour", "C4")
    acme.invoice("F-C7", due="2026-10-01", amount="1.00 EUR", customer="C7", email=None)
    acme.at("08:10")
    reasons = {
        "C1": (Result.EXCLUDED, Exclusion.DISPUTED),
        "C2": (Result.EXCLUDED, Exclusion.REPLIED),
        "C3": (Result.EXCLUDED, Exclusion.PROMISED),
        "C4": (Result.EXCLUDED, Exclusion.CONTACTED_LATELY),
        "C5": SENT,
        "C6": SENT,
        "C7": (Result.EXCLUDED, Exclusion.NO_ADDRESS),
    }
    acme.start()
    shown = acme.house.preview_campaign.page(acme.tenant, acme.now, 50, None)
    assert acme.mailed == ["C2", "C4"], "a preview has no effect"
    acme.work()
    assert acme.results == reasons
    told = {each.customer.id: getattr(each.prepared, "why", None) for each in shown.lines}
    assert told == {c: (why if result is Result.EXCLUDED else None) for c, (result, why) in reasons.items()}

    every = frozenset(why for why in Exclusion if why.may_be_overridden)
    again = replace(acme.campaign_of("again"), despite=every)
    acme.house.manage_campaigns.start(acme.tenant, acme.house.campaigns.put(again))
    acme.work()
    assert acme.mailed[-6:] == ["C1", "C2", "C3", "C4", "C5", "C6"]


def test_a_text_about_invoices_leaves_out_who_owes_nothing() -> None:
    acme = Campaigning("C1", "C2")
    acme.paid("F-C1")
    acme.start(words={"fr": Message("Rappel #REF#", "{{ invoices_table }}")})
    acme.work()
    assert acme.results == {"C1": (Result.EXCLUDED, Exclusion.NOTHING_OPEN), "C2": SENT}
    assert acme.mailbox.subjects == ["Rappel F-C2"]


def test_it_leaves_in_the_sending_window_only() -> None:
    acme = Campaigning(*(f"C{n:03}" for n in range(60)))
    acme.at("10:00")
    acme.start()
    acme.work()
    assert acme.mailed == []
    acme.on("2026-11-03").at("07:55")
    assert acme.mailed == []
    acme.at("08:10")
    assert len(acme.mailed) == 60
    assert acme.now.state is CampaignState.DONE


def test_paused_and_resumed_everybody_gets_it_once() -> None:
    acme = Campaigning(*(f"C{n:03}" for n in range(120)))
    manage = acme.house.manage_campaigns
    acme.start()
    acme.work(1)
    assert len(acme.mailed) == 50
    manage.pause(ORG, "spring")
    acme.work()
    assert (len(acme.mailed), acme.now.let_through) == (50, 0)
    manage.resume(ORG, "spring")
    acme.work()
    assert Counter(acme.mailed).most_common(1)[0][1] == 1
    assert (len(acme.mailed), acme.now.results) == (120, {Result.SENT: 120})


def test_what_a_stop_still_let_through_is_told() -> None:
    """A person stops the campaign while the mail service has the tenth message: no other leaves."""
    acme = Campaigning(*(f"C{n:03}" for n in range(60)))
    acme.start()

    def stop_at_the_tenth(_: object) -> None:
        if acme.mailbox.count == 10:
            acme.clock.forward(timedelta(seconds=1))
            acme.house.manage_campaigns.stop(ORG, "spring")
            acme.clock.forward(timedelta(seconds=1))

    acme.mailbox.when_called = stop_at_the_tenth
    acme.work()
    assert len(acme.mailed) == 10
    assert (acme.now.state, acme.now.results, acme.now.let_through) == (
        CampaignState.STOPPED,
        {Result.SENT: 10},
        1,
    )
    assert acme.now.look_at is None
    with pytest.raises(Refused, match="campaign_state"):
        acme.house.manage_campaigns.resume(ORG, "spring")


def test_the_switch_turned_off_stops_it_and_on_it_goes_on() -> None:
    acme = Campaigning("C1", "C2")
    acme.start()
    acme.mailbox.when_called = lambda _: acme.switch(on=False)
    acme.work()
    assert acme.mailed == ["C1"]
    acme.mailbox.when_called = None
    acme.switch(on=True)
    acme.at("08:40")
    assert acme.mailed == ["C1", "C2"]


def test_a_payment_right_before_leaves_the_customer_out() -> None:
    acme = Campaigning("C1", "C2")
    acme.start(selection=Selection(overdue_from=1))
    acme.mailbox.when_called = lambda _: acme.paid("F-C2")
    acme.work()
    assert acme.mailed == ["C1"]
    assert acme.results == {"C1": SENT}


def test_failures_are_to_dos_and_the_others_get_it() -> None:
    acme = Campaigning("C1", "C2", "C3")
    acme.mailbox.answers.extend([lambda: Rejected("no such address"), lambda: Unknown("time-out")])
    acme.start()
    acme.work()
    assert acme.results == {
        "C1": (Result.FAILED, "rejected"),
        "C2": (Result.UNKNOWN, "possibly_not_sent"),
        "C3": SENT,
    }
    assert [(task.customer, task.kind, task.why) for task in acme.todos] == [
        ("C1", TaskKind.REVIEW_SEND, "rejected"),
        ("C2", TaskKind.REVIEW_SEND, "possibly_not_sent"),
    ]
    assert acme.now.results == {Result.FAILED: 1, Result.UNKNOWN: 1, Result.SENT: 1}


def test_too_fast_is_tried_again_and_leaves_once() -> None:
    acme = Campaigning("C1", "C2")
    acme.mailbox.answers.append(lambda: Throttled("slow"))
    acme.start()
    acme.work()
    assert (acme.mailed, acme.results) == ([], {})
    acme.at("08:25")
    assert acme.mailed == ["C1", "C2"]
    assert {outreach.status for outreach in acme.outreaches} == {EmailStatus.SENT}


def test_the_plan_waits_the_contact_delay_after_it() -> None:
    acme = Campaigning()
    acme.plan(email("J+7"), min_contact_delay=5)
    acme.invoice("F-1", due="2026-10-28", amount="10.00 EUR")
    acme.on("2026-11-03").at("08:00")
    acme.start()
    acme.on("2026-11-09")
    assert acme.mailbox.subjects == ["Nos congés"]
    acme.on("2026-11-10")
    assert acme.mailbox.count == 2
