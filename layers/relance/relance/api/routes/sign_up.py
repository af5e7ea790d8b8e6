"""A new organization signs up: the one POST that needs no sign-in."""

from __future__ import annotations

from dataclasses import replace

from relance.access import rates
from relance.access.noting import line_of
from relance.api.call import Call
from relance.api.countries import country_of_zone, is_country
from relance.api.routing import Router
from relance.contracts.api import sign_up as contract
from relance.domain.errors import Fault, Refused
from relance.domain.organization import IndexState, Member, Organization
from relance.usecases.organization.authorize import Caller

router = Router("Sign-up")


@router.on("POST", "/sign-up", status=201)
def sign_up(body: contract.SignUp) -> contract.SignedUp:
    """Make an organization and its first administrator, who gets a temporary password by e-mail.

    Sign up again when it did not come, or lapsed after a week: it is mailed again, and all else stays.
    """
    call, house = router.call, router.call.house
    rates.admit_password_to(house.rates, body.email, call.now)
    country = _country(body)
    organization = Organization(
        house.new_id(),
        body.organization,
        zone=body.zone,
        language=body.language,
        currency=body.currency,
        holidays=country if country and _has_holidays(country, call) else None,
        created_on=call.now.date(),
        index=IndexState.WHOLE,
    )
    admin = Member(house.new_id(), body.name, body.email)
    first_to_come = Caller(organization.id, admin.id, admin.role, "member")
    noted = line_of(house, first_to_come, call.now, call.operation, call.request.id)
    line = replace(noted, fields=tuple(sorted(body.model_fields_set)))
    made, first = house.sign_up.run(organization, admin, line)
    return contract.SignedUp(organization=made.id, member=first.id)


def _country(body: contract.SignUp) -> str | None:
    """The country that was given, or the country of the time zone. Raises Refused for no country."""
    if body.country is None:
        return country_of_zone(body.zone)
    if not is_country(body.country):
        raise Refused(Fault("no_such_country", "country", {"value": body.country}))
    return body.country


def _has_holidays(country: str, call: Call) -> bool:
    """A country whose holidays nobody has listed closes no day; the organization can close days itself."""
    try:
        call.house.holidays.closed(country, (call.now.year,))
    except Refused:
        return False
    return True
