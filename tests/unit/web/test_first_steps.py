"""The first steps of a new organization: what is done, and where to go next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relance.domain.organization import Organization
from relance.house import House
from relance.web.pages.first_steps import stops
from tests.unit.api.client import Client
from tests.unit.api.company import ACCOUNT
from tests.unit.api.conftest import BANK
from tests.unit.web.browser import Browser


def left(organization: Organization) -> list[str]:
    return [stop.name for stop in stops(organization) if not stop.is_done]


def test_each_stop_is_done_by_what_it_asks_for() -> None:
    new = Organization("acme", "Acme")
    assert left(new) == ["company", "pay", "domain", "ledger", "plan", "look", "switch"]
    known = replace(new, holidays="FR", bank_details=BANK)
    assert left(known) == ["domain", "ledger", "plan", "look", "switch"]


@pytest.fixture
def new(house: House, acme: Client) -> None:
    known = house.organizations.get("acme")
    house.organizations.save(replace(known, sending=False, stopped_on=date.min, bank_details=None))


@pytest.mark.usefixtures("new")
def test_today_leads_there_until_sending_was_once_on(acme: Client, ada: Browser) -> None:
    assert "/first-steps" in ada.get("/").page.links
    shown = ada.get("/first-steps")
    assert "nothing leaves before you have seen it" in shown.text
    assert shown.html.count('aria-current="step"') == 1
    acme.edit("/organization", {"holidays": "FR", "bank_details": ACCOUNT})
    assert shown.text.count(" done") + 2 == ada.get("/first-steps").text.count(" done")


def test_who_is_set_up_is_not_led_there(ada: Browser) -> None:
    assert "/first-steps" not in ada.get("/").page.links
