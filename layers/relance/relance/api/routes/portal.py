"""The private link to a customer's own page."""

from __future__ import annotations

from relance.api.routing import Router
from relance.contracts.api.base import PathId
from relance.contracts.api.portal import PortalLink

router = Router("Customers")


@router.on("POST", "/customers/<customer>/portal-links", status=201)
def invite_to_portal(customer: PathId) -> PortalLink:
    """Make a private link to the customer's own page, where it sees what is open, promises, and objects.

    It is good for 60 days, or until the links of the customer are closed.
    """
    call = router.call
    return PortalLink.of(call.house.open_portal.invite(call.tenant, customer, call.caller.id))


@router.on("DELETE", "/customers/<customer>/portal-links", status=204)
def close_portal(customer: PathId) -> None:
    """Close every link to the customer's own page that was made until now."""
    router.call.house.open_portal.close(router.call.tenant, customer)
