"""First steps: what a new organization does before mails leave by themselves, in an order that works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from relance.domain.organization import Organization
from relance.web.answers import Answer, Shown
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()


@dataclass(frozen=True, slots=True)
class Stop:
    """`name` is that of its text, `to` where the stop is done; a stop that is `optional` holds nobody up."""

    name: str
    to: str
    is_done: bool
    optional: bool = False


@pages.on("GET", "/first-steps", may="get_organization")
def first_steps(visit: Visit) -> Answer:
    """Each stop with whether it is done; the last two are to see what would leave, and to switch on."""
    found = list(stops(visit.organization))
    to_do = next((stop for stop in found if not stop.is_done and not stop.optional), None)
    return Shown("first_steps.html", {"stops": found, "next_stop": to_do})


def stops(organization: Organization) -> Iterator[Stop]:
    yield Stop("company", "/settings", bool(organization.name and organization.holidays))
    yield Stop("pay", "/settings", organization.says_how_to_pay)
    yield Stop("domain", "/settings", organization.sender_domain_verified, optional=True)
    yield Stop("ledger", "/imports", organization.imported_on is not None)
    yield Stop("plan", "/plans", organization.default_plan is not None)
    yield Stop("look", "/settings/sending", organization.sending)
    yield Stop("switch", "/settings/sending", organization.sending)
