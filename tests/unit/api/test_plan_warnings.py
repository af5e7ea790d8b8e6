"""Publishing refuses a message that shows no way to pay, and warns of what is hard on customers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from relance.domain.plan import DunningPlan
from relance.house import House
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import call, drafted, email, owes, publish, published, until


def with_body(body: str, **step: Any) -> dict[str, Any]:
    words = {"en": {"subject": "Late", "body": body}}
    return {"kind": "email", "offset_days": 7, "automatic": True, "messages": words, **step}


def without_details(house: House) -> None:
    house.organizations.save(replace(house.organizations.get("acme"), bank_details=None))


def subject_of(mime: bytes) -> str:
    return str(message_from_bytes(mime, policy=policy.default)["Subject"])


class TestAWayToPay:
    @pytest.mark.parametrize(
        "body",
        [
            "{{ payment_details }}",
            "{% if payment_details %}Our bank: {{ payment_details }}{% endif %}",
            "IBAN {{ bank_iban }}",
            "Pay at https://pay.example/acme",
            "{% if contact_name %}https://a.example{% else %}https://b.example{% endif %}",
            "Our account: DE89 3704 0044 0532 0130 00",
            "Our account: DE89370400440532013000, thank you",
            "IBAN FR14 2004 1010 0505 0001 3M02 606 BIC PSSTFRPPPAR",
        ],
    )
    def test_a_message_that_shows_one_is_published(self, acme: Client, body: str) -> None:
        assert publish(acme, drafted(acme, with_body(body))).status == 200

    @pytest.mark.parametrize(
        "body",
        [
            "{{ invoices_table }}",
            "Please pay.",
            "{% if payment_details %}You know how to pay.{% endif %}",
            "{% if contact_name %}{{ payment_details }}{% endif %}",
            "{% if overdue_count > 1 %}{{ payment_details }}{% endif %}",
            "{{ bank_holder }}, {{ bank_bic }}",
            "Our account: DE89 3704 0044 0532 0130 01",
            "See www.example.com or write to a@b.example",
        ],
    )
    @pytest.mark.parametrize("automatic", [True, False])
    def test_one_that_does_not_is_a_fault(self, acme: Client, body: str, automatic: bool) -> None:
        plan = drafted(acme, email(3), with_body(body, automatic=automatic))
        fault = {"steps[1].messages.en.body": "no_way_to_pay"}
        told = acme.post(f"/plans/{plan}/validate").json["errors"]
        assert {error["field"]: error["code"] for error in told} == fault
        assert "{{ payment_details }}" in told[0]["hint"]
        assert publish(acme, plan).faults == fault
        assert acme.post(f"/plans/{plan}/publish-preview", {}).faults == fault

    def test_bank_details_are_asked_for_once(self, acme: Client, house: House) -> None:
        without_details(house)
        plan = acme.post("/plans/ready-made", {"name": "Ours"}).json["id"]
        assert publish(acme, plan).faults == {"bank_details": "bank_details_missing"}
        acme.edit("/organization", {"payment_details": "Cheques to Acme, 1 rue de Paris"})
        assert publish(acme, plan).status == 200

    def test_a_link_does_without_them(self, acme: Client, house: House) -> None:
        without_details(house)
        assert publish(acme, drafted(acme, with_body("https://pay.example/acme"))).status == 200

    def test_a_letter_carries_the_bank_details_by_itself(self, acme: Client, house: House) -> None:
        letter = with_body("Please pay.", kind="letter", automatic=False)
        assert publish(acme, drafted(acme, letter)).status == 200
        without_details(house)
        assert publish(acme, drafted(acme, letter)).faults == {"bank_details": "bank_details_missing"}

    def test_a_call_asks_for_nothing_in_writing(self, acme: Client, house: House) -> None:
        without_details(house)
        assert publish(acme, drafted(acme, call(7))).status == 200

    def test_a_version_in_force_goes_on(self, acme: Client, house: House, world: MemoryWorld) -> None:
        """It was published before anybody asked for a way to pay."""
        plan = published(acme, email(7))
        known = house.plans.get("acme", plan, 1)
        bare = {"en": replace(known.steps[0].messages["en"], body="{{ invoices_table }}")}
        old = DunningPlan(plan, 2, "Old", (replace(known.steps[0], messages=bare),))
        house.run_organization.publish("acme", old)
        owes(acme, "F-1", "2026-10-20")
        until(world, "2026-11-04")
        assert len(world.mailer.sent) == 1
        acme.post(f"/plans/{plan}/draft")
        assert publish(acme, plan).faults == {"steps[0].messages.en.body": "no_way_to_pay"}


class TestTheWorstWeek:
    def test_it_is_what_the_customer_then_gets(self, acme: Client, world: MemoryWorld, house: House) -> None:
        plan = drafted(acme, email(7, subject="Soft"), email(15, subject="Firm"), email(30, subject="Last"))
        (warning,) = acme.post(f"/plans/{plan}/publish-preview", {}).json["warnings"]
        told = publish(acme, plan)
        assert told.json["warnings"] == [warning]
        assert warning["code"] == "worst_week"
        assert warning["field"] == "min_contact_delay_days"
        week = [
            (morning["day"], [sent["subject"] for sent in morning["emails"]]) for morning in warning["week"]
        ]
        assert week == [
            ("2026-11-03", ["Soft"]),
            ("2026-11-04", ["Firm"]),
            ("2026-11-05", ["Last"]),
            # The plan is done for the oldest invoice: the next one carries, in a cycle of its own.
            ("2026-11-06", ["Soft"]),
            ("2026-11-09", ["Firm"]),
        ]
        for day, (subject,) in week:
            assert (
                f"{date.fromisoformat(day):%A} {int(day[-2:])} November 2026: “{subject}”"
                in warning["message"]
            )
        assert "5 e-mails" in warning["message"]
        assert "The worst morning is Thursday 5 November 2026" in warning["message"]

        for late in (90, 97, 104):
            owes(acme, f"F-{late}", str(date(2026, 11, 2) - timedelta(days=late)))
        until(world, "2026-11-09")
        sent = [(str(ref.at.date()), [subject_of(envelope.mime)]) for ref, envelope in world.mailer.sent]
        assert sent == week

    def test_it_is_in_french_too(self, acme: Client) -> None:
        plan = drafted(acme, email(7), email(15))
        headers = {"If-Match": acme.get(f"/plans/{plan}/draft").etag, "Accept-Language": "fr"}
        (warning,) = acme.post(f"/plans/{plan}/publish", {}, headers).json["warnings"]
        assert "mardi 3 novembre 2026 : « " in warning["message"]
        assert "Le pire matin est le mercredi 4 novembre 2026" in warning["message"]

    @pytest.mark.parametrize(("delay", "warns"), [(0, True), (1, True), (2, True), (3, False), (5, False)])
    def test_three_days_between_contacts_are_enough(self, acme: Client, delay: int, warns: bool) -> None:
        plan = drafted(acme, email(7), email(15), min_contact_delay_days=delay)
        assert bool(publish(acme, plan).json["warnings"]) is warns

    @pytest.mark.parametrize(
        "steps", [[email(7)], [email(7), call(15)], [email(7), email(15, automatic=False)]]
    )
    def test_one_automatic_step_cannot_press(self, acme: Client, steps: list[Any]) -> None:
        assert publish(acme, drafted(acme, *steps)).json["warnings"] == []

    @pytest.mark.parametrize("logic", ["standard", "contextual"])
    @pytest.mark.parametrize("level", ["customer", "invoice"])
    def test_each_kind_of_plan_has_one(self, acme: Client, logic: str, level: str) -> None:
        plan = drafted(acme, email(-3), email(7), email(120), logic=logic, level=level)
        warnings = publish(acme, plan).json["warnings"]
        assert [warning["code"] for warning in warnings] == ["worst_week"]
        assert "120 days late" in warnings[0]["message"]

    def test_a_plan_of_steps_before_the_due_date_sends_a_late_customer_nothing(self, acme: Client) -> None:
        (warning,) = publish(acme, drafted(acme, email(-9), email(-3))).json["warnings"]
        assert warning["week"] == []

    def test_weekends_are_no_mornings(self, acme: Client, world: MemoryWorld) -> None:
        world.clock.forward(timedelta(days=3))
        (warning,) = publish(acme, drafted(acme, email(7), email(15), email(30))).json["warnings"]
        days = [morning["day"] for morning in warning["week"]]
        assert days == ["2026-11-06", "2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12"]

    def test_the_switch_being_off_does_not_hide_it(self, acme: Client) -> None:
        acme.post("/organization/sending", {"on": False})
        (warning,) = publish(acme, drafted(acme, email(7), email(15))).json["warnings"]
        assert len(warning["week"]) == 5


class TestTurnsThatNeverCome:
    def plan(self, acme: Client, **settings: Any) -> Any:
        settings = {"level": "invoice", "min_contact_delay_days": 5, **settings}
        return publish(acme, drafted(acme, email(7), email(30), **settings)).json

    def test_too_many_open_invoices_are_said(self, acme: Client) -> None:
        for number in range(6):
            owes(acme, f"F-{number}", "2026-10-20")
        (warning,) = self.plan(acme)["warnings"]
        assert warning["code"] == "turns_never_come"
        for said in ("C-1", "6 open invoices", "5 days between", "takes 30 days", "lasts 23"):
            assert said in warning["message"]

    def test_as_many_as_have_their_turn_are_not(self, acme: Client) -> None:
        for number in range(4):
            owes(acme, f"F-{number}", "2026-10-20")
        assert self.plan(acme)["warnings"] == []

    def test_customers_of_another_plan_do_not_count(self, acme: Client) -> None:
        published(acme, email(7))
        for number in range(6):
            owes(acme, f"F-{number}", "2026-10-20")
        assert self.plan(acme)["warnings"] == []

    def test_a_plan_for_customers_lists_them_in_one_message(self, acme: Client) -> None:
        for number in range(6):
            owes(acme, f"F-{number}", "2026-10-20")
        assert self.plan(acme, level="customer")["warnings"] == []


def test_what_a_new_plan_has_when_nothing_is_said(acme: Client) -> None:
    made = acme.post("/plans", {"name": "Plan", "steps": [email(7)]}).json
    assert (made["min_contact_delay_days"], made["succession"]) == (5, "continue")
    ready = acme.post("/plans/ready-made", {"name": "Ready"}).json
    assert (ready["min_contact_delay_days"], ready["succession"]) == (5, "continue")
    assert publish(acme, ready["id"]).json["warnings"] == []


def test_a_plan_from_before_keeps_what_it_has(acme: Client, house: House) -> None:
    steps = house.messages.ready_made()
    house.run_organization.publish("acme", DunningPlan("old", 1, "Old", steps))
    draft = acme.post("/plans/old/draft").json
    assert (draft["min_contact_delay_days"], draft["succession"]) == (0, "restart")
