"""The organization's own domain to send from."""

from __future__ import annotations

from relance.access.problems import Problem
from relance.api.call import Call
from relance.api.routing import Router
from relance.contracts.api.sender_domain import NewSenderDomain, SenderDomain
from relance.domain.sender_domain import DomainStanding
from relance.rendering.texts import text
from relance.usecases.organization.verify_sender_domain import Taken

router = Router("Organization")


def _shown(call: Call, standing: DomainStanding) -> SenderDomain:
    words = text(call.language, "sender_domains", standing.state, domain=standing.domain)
    return call.tagged(SenderDomain.of(standing, words))


@router.on("GET", "/organization/sender-domain")
def get_sender_domain() -> SenderDomain:
    """The domain your e-mails leave from: how far its verification is, and what to do next."""
    call = router.call
    return _shown(call, call.house.verify_sender_domain.standing(call.organization))


@router.on("PUT", "/organization/sender-domain", if_match=False)
def set_sender_domain(body: NewSenderDomain) -> SenderDomain:
    """Send from your own domain. Publish the records of the answer in its DNS; until they are found, mail
    leaves from the platform's address with your people's names. The same domain again begins anew what
    failed, and changes nothing else; another takes its place.
    """
    call = router.call
    match call.house.verify_sender_domain.begin(call.org, body.domain):
        case Taken():
            raise Problem("domain_in_use")
        case DomainStanding() as standing:
            return _shown(call, standing)


@router.on("POST", "/organization/sender-domain/check")
def check_sender_domain() -> SenderDomain:
    """Look for the records now. Else it is done each hour."""
    call = router.call
    return _shown(call, call.house.verify_sender_domain.check(call.org))


@router.on("DELETE", "/organization/sender-domain", status=204)
def drop_sender_domain() -> None:
    """Send from the platform's address again. The domain is anybody's then."""
    call = router.call
    call.house.verify_sender_domain.drop(call.org)
