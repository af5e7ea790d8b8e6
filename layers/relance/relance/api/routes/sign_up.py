"""A new organization signs up: the one POST that needs no sign-in."""

from __future__ import annotations

from relance.api import problems
from relance.api.routing import Router
from relance.contracts.api import sign_up as contract
from relance.domain.organization import Member, Organization
from relance.usecases.manage_members import EmailInUse, SignUp

router = Router("Sign-up")


@router.on("POST", "/sign-up", status=201)
def sign_up(body: contract.SignUp) -> contract.SignedUp:
    """Make an organization and its first administrator, who gets a temporary password by e-mail."""
    services = router.call.services
    organization = Organization(
        services.new_id(),
        body.organization,
        zone=body.zone,
        language=body.language,
        currency=body.currency,
    )
    admin = Member(services.new_id(), body.name, body.email)
    try:
        made, first = SignUp(services.organizations, services.people).run(organization, admin)
    except EmailInUse:
        raise problems.Problem("email_in_use") from None
    return contract.SignedUp(organization=made.id, member=first.id)
