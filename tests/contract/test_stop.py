"""The organization's switch: whoever turns it off is obeyed by every worker from then on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.stop import house_over, stop
from relance.domain.errors import NotFound
from relance.domain.organization import Organization
from relance.house import House
from relance.store import keys
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Wire
from tests.contract.conftest import START, Stores


def test_the_switch_is_as_it_was_saved_last(house: House, org: str) -> None:
    house.organizations.save(Organization(org, "Acme"))
    assert not house.organizations.is_sending(org)
    house.organizations.save(replace(house.organizations.get(org), sending=True))
    assert house.organizations.is_sending(org)
    house.organizations.save(replace(house.organizations.get(org), sending=False))
    assert not house.organizations.is_sending(org)


def test_a_save_that_lost_its_race_leaves_the_switch_alone(house: House, org: str) -> None:
    house.organizations.save(Organization(org, "Acme", sending=True))
    read = house.organizations.get(org)
    house.organizations.save(replace(read, name="Acme SAS"))
    with pytest.raises(Exception, match=org):
        house.organizations.save(replace(read, sending=False))
    assert house.organizations.is_sending(org)


def test_an_organization_nobody_saved_has_no_switch(house: House, org: str) -> None:
    with pytest.raises(NotFound):
        house.organizations.is_sending(org)


@pytest.mark.parametrize("sending", [True, False], ids=["on", "off"])
def test_an_organization_saved_before_the_switch_was_an_item_of_its_own(
    moto_tables: Stores, org: str, sending: bool
) -> None:
    tables: Tables = moto_tables[0]
    organizations = house_over(tables.settings, START).organizations
    organizations.save(Organization(org, "Acme", sending=sending))
    tables.core(*keys.switch(org)).delete()
    assert organizations.is_sending(org) is sending


def test_after_the_stop_returned_each_worker_finishes_one_mail_at_most(
    local_tables: tuple[Tables, Wire], org: str
) -> None:
    """Ten threads in the middle of 250 reminders."""
    settings = local_tables[0].settings
    found = stop(org, lambda now: house_over(settings, now))

    assert found.due == 250
    assert found.before_return < 150, "the stop came too late to show anything"
    assert found.after_return <= found.workers
