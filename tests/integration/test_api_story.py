"""An organization's first days through the HTTP API alone, as an integrator has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest
from relance_client import Problem, Relance  # noqa: E402 - the client is found by the line above

from local.cloud import REGION, ROOT_KEY
from local.laptop import Laptop

PARIS = ZoneInfo("Europe/Paris")
ADA = "ada@story.example"
BANK = {"iban": "FR14 2004 1010 0505 0001 3M02 606", "holder": "Story"}
PASSWORD = "A long enough passphrase 7!"  # noqa: S105 - of an account that lives as long as the test


@dataclass
class Story:
    """`relance` is the client of a machine, with a key its administrator made."""

    laptop: Laptop
    relance: Relance

    @property
    def today(self) -> date:
        return self.laptop.clock.now().astimezone(PARIS).date()

    def run_until(self, day: date) -> None:
        """What the API queued is done first, as it would be long before the morning."""
        self.laptop.wait_idle()
        self.laptop.play(datetime(day.year, day.month, day.day, 10, tzinfo=PARIS))


def signed_in(laptop: Laptop, email: str) -> str:
    """The ID token of somebody who was mailed a temporary password, and has chosen their own."""
    people: Any = boto3.client(
        "cognito-idp",
        region_name=REGION,
        endpoint_url=laptop.cloud.endpoint,
        aws_access_key_id=ROOT_KEY,
        aws_secret_access_key=ROOT_KEY,
    )
    (pool,) = people.list_user_pools(MaxResults=1)["UserPools"]
    (client,) = people.list_user_pool_clients(UserPoolId=pool["Id"])["UserPoolClients"]
    people.admin_set_user_password(UserPoolId=pool["Id"], Username=email, Password=PASSWORD, Permanent=True)
    answer = people.initiate_auth(
        ClientId=client["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
    )
    return str(answer["AuthenticationResult"]["IdToken"])


@pytest.fixture(scope="module")
def story(laptop: Laptop) -> Iterator[Story]:
    url = laptop.ports.front_url
    with Relance(url, "nobody") as nobody:
        nobody.create("/sign-up", {"organization": "Story", "name": "Ada Admin", "email": ADA})
    with Relance(url, signed_in(laptop, ADA)) as ada:
        assert ada.get("/members/me")["role"] == "admin"
        token = ada.create("/api-keys", {"name": "ERP", "scope": "admin"})["token"]
    with Relance(url, token) as relance:
        yield Story(laptop, relance)


def test_from_a_ledger_to_an_answered_why(story: Story, tmp_path: Path) -> None:
    a_ledger_is_imported(story, tmp_path)
    a_plan_is_published_and_sending_switched_on(story)
    day = what_is_simulated_leaves(story)
    a_payment_stops_what_was_to_come(story)
    everything_explains_itself(story, day)


def a_ledger_is_imported(story: Story, folder: Path) -> None:
    ledger = folder / "ledger.csv"
    due = story.today - timedelta(days=10)
    header = "number,customer_id,customer_name,email,issue_date,due_date,amount,currency"
    lines = [f"F-{c},{c},Company {c},{c.lower()}@debtor.example,{due},{due},120.00,EUR" for c in ("A", "B")]
    ledger.write_text("\n".join((header, *lines, "F-C,C,Company C,,soon,soon,1.00,EUR")) + "\n")

    done = story.relance.import_file(ledger)

    assert (done["progress"], done["rows"], done["rejected"]) == ("partial", 2, 1)
    assert {fault["line"] for fault in done["faults"]} == {4}
    assert [item["id"] for item in story.relance.items("/customers")] == ["A", "B"]
    assert [item["id"] for item in story.relance.items("/imports")] == [done["id"]]


def a_plan_is_published_and_sending_switched_on(story: Story) -> None:
    relance = story.relance
    relance.change("/organization", {"bank_details": BANK})
    plan = f"/plans/{relance.create('/plans/ready-made', {'name': 'Standard'})['id']}"
    assert relance.create(f"{plan}/validate")["errors"] == []
    relance.create(f"{plan}/publish", {"as_default": True}, if_match=relance.etag(f"{plan}/draft"))
    with pytest.raises(Problem) as unconfirmed:
        relance.create("/organization/sending", {"on": True})
    assert unconfirmed.value.code == "sending_unconfirmed"
    seen = relance.get("/organization/sending")
    assert {row["customer"] for row in seen["first"]} == {"A", "B"}
    on = relance.create("/organization/sending", {"on": True, "confirm": seen["confirm"]})
    assert on["sending"] is True


def what_is_simulated_leaves(story: Story) -> date:
    foreseen = first_reminders(story, days=7)
    assert {customer for customer, _ in foreseen} == {"A", "B"}
    (day,) = {day for _, day in foreseen}

    story.run_until(day)

    for customer in ("A", "B"):
        (sent,) = story.relance.items(f"/customers/{customer}/timeline")
        assert (sent["kind"], sent["automatic"], sent["invoices"]) == ("email_sent", True, [f"F-{customer}"])
        assert sent["recipients"] == [{"email": f"{customer.lower()}@debtor.example", "status": "delivered"}]
        shown = story.relance.get(f"/customers/{customer}/emails/{sent['id']}")
        assert f"F-{customer}" in shown["text"]
        assert BANK["iban"] in shown["text"]
    return day


def first_reminders(story: Story, days: int) -> set[tuple[str, date]]:
    """(customer, day) of those on the first day on which anything leaves, as the simulation has it."""
    first, last = story.today + timedelta(days=1), story.today + timedelta(days=days)
    rows = list(story.relance.items("/simulation", first=first, last=last))
    foreseen = {(row["customer"], date.fromisoformat(row["first"])) for row in rows if row["will_act"]}
    soonest = min(day for _, day in foreseen)
    return {(customer, day) for customer, day in foreseen if day == soonest}


def a_payment_stops_what_was_to_come(story: Story) -> None:
    amount = {"minor": 120_00, "currency": "EUR"}
    payment = {
        "received_on": str(story.today),
        "amount": amount,
        "allocations": [{"invoice": "F-A", "amount": amount}],
    }
    story.relance.create("/customers/A/payments", payment)
    assert story.relance.get("/invoices/F-A")["status"] == "paid"

    ((customer, day),) = first_reminders(story, days=30)
    assert customer == "B"
    story.run_until(day)

    sent = {c: len(list(story.relance.items(f"/customers/{c}/timeline"))) for c in ("A", "B")}
    assert sent == {"A": 1, "B": 2}


def everything_explains_itself(story: Story, day: date) -> None:
    why = story.relance.get("/invoices/F-A/why")
    (past,) = why["past"]
    assert past["at"].startswith(str(day))
    assert past["text"]
    assert [present["decision"]["kind"] for present in why["present"]] == ["finish"]

    changes = [line["operation"] for line in story.relance.items("/audit")]
    assert changes[-2:] == ["create_api_key", "sign_up"]
    assert {"publish_plan", "switch_sending", "create_payment", "start_import"} <= set(changes)
    with pytest.raises(Problem) as refused:
        story.relance.get("/customers/nobody")
    assert refused.value.code == "not_found"
