"""An organization verifies its own domain over HTTP; then its reminders leave From its people there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from relance_client import Problem, Relance

from local.laptop import Laptop
from tests.integration.company import opened
from tests.integration.test_api_story import signed_in

PARIS = ZoneInfo("Europe/Paris")
DOMAIN = "sender.example"
ADA = f"ada@{DOMAIN}"
DEBTOR = "zoe@debtor.of-sender.example"
PATH = "/organization/sender-domain"


@pytest.fixture(scope="module")
def relance(laptop: Laptop) -> Iterator[Relance]:
    url = laptop.ports.front_url
    with Relance(url, "nobody") as nobody:
        nobody.create("/sign-up", {"organization": "Sender", "name": "Ada Admin", "email": ADA})
    with Relance(url, signed_in(laptop, ADA)) as ada:
        yield ada


def test_from_a_domain_to_reminders_that_leave_from_it(laptop: Laptop, relance: Relance) -> None:
    three_records_are_to_be_published(relance)
    nobody_else_gets_the_domain(laptop)
    once_found_it_is_verified(relance)
    a_reminder_leaves_from_it(laptop, relance)
    a_domain_whose_records_are_not_there_fails(relance)


def three_records_are_to_be_published(relance: Relance) -> None:
    begun = relance.put(PATH, {"domain": DOMAIN})
    assert begun["state"] == "pending"
    assert [record["type"] for record in begun["records"]] == ["CNAME"] * 3
    assert all(record["name"].endswith(f"._domainkey.{DOMAIN}") for record in begun["records"])
    assert relance.get(PATH) == begun


def nobody_else_gets_the_domain(laptop: Laptop) -> None:
    url, eve = laptop.ports.front_url, "eve@elsewhere.example"
    with Relance(url, "nobody") as nobody:
        nobody.create("/sign-up", {"organization": "Elsewhere", "name": "Eve", "email": eve})
    with Relance(url, signed_in(laptop, eve)) as other, pytest.raises(Problem) as refused:
        other.put(PATH, {"domain": DOMAIN})
    assert (refused.value.status, refused.value.code) == (409, "domain_in_use")


def once_found_it_is_verified(relance: Relance) -> None:
    assert relance.create(f"{PATH}/check")["state"] == "verified"
    assert relance.get("/organization")["sender_domain_verified"] is True


def a_reminder_leaves_from_it(laptop: Laptop, relance: Relance) -> None:
    today = laptop.clock.now().astimezone(PARIS).date()
    due = today - timedelta(days=10)
    header = "number,customer_id,customer_name,email,issue_date,due_date,amount,currency"
    ledger = f"{header}\nF-1,A,Company A,{DEBTOR},{due},{due},120.00,EUR\n"
    relance.create("/imports", {"file": "ledger.csv", "content": ledger})
    relance.change(
        "/organization", {"bank_details": {"iban": "FR1420041010050500013M02606", "holder": "Ada"}}
    )
    plan = f"/plans/{relance.create('/plans/ready-made', {'name': 'Standard'})['id']}"
    relance.create(f"{plan}/publish", {"as_default": True}, if_match=relance.etag(f"{plan}/draft"))
    laptop.wait_idle()
    confirm = relance.get("/organization/sending")["confirm"]
    relance.create("/organization/sending", {"on": True, "confirm": confirm})
    laptop.wait_idle()

    # A week has a sending day, whatever day it is.
    end = today + timedelta(days=7)
    laptop.play(datetime(end.year, end.month, end.day, 10, tzinfo=PARIS))

    mail = next(mail for mail in laptop.mails() if mail.recipients[0] == DEBTOR)
    (sender,) = opened(mail)["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Ada Admin", ADA)


def a_domain_whose_records_are_not_there_fails(relance: Relance) -> None:
    relance.put(PATH, {"domain": "sender.invalid"})
    failed = relance.create(f"{PATH}/check")
    assert (failed["state"], failed["records"]) == ("failed", [])
    relance.delete(PATH)
    assert relance.get(PATH)["state"] == "none"
