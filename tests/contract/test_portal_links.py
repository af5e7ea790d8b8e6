"""What every store promises about the private links of customers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from relance.domain.errors import Conflict
from relance.domain.portal import PortalLink
from relance.house import House


def test_a_link_is_read_by_its_hash_in_its_organization(house: House, org: str, now: datetime) -> None:
    link = PortalLink("Société & Fils", now, now + timedelta(days=60), "ada")

    house.portal_links.put(org, "hash", link)

    assert house.portal_links.get(org, "hash") == link
    assert house.portal_links.get(org, "other") is None
    assert house.portal_links.get(f"{org}-other", "hash") is None


def test_a_hash_is_never_written_over(house: House, org: str, now: datetime) -> None:
    link = PortalLink("C-1", now, now, "ada")
    house.portal_links.put(org, "hash", link)

    with pytest.raises(Conflict):
        house.portal_links.put(org, "hash", PortalLink("C-2", now, now, "eve"))
    assert house.portal_links.get(org, "hash") == link
