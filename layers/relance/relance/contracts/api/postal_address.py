"""Postal addresses, as the API takes and shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from relance.contracts.api.base import Input, Line, Output, shown_as
from relance.domain import postal_address as domain
from relance.domain.errors import Fault, Refused
from relance.postal import postal_faults

_COUNTRY = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
_EXAMPLE = {
    "company": "Duval & Fils SARL",
    "person": "Zoé Duval",
    "lines": ["Bâtiment C", "12 rue de la République"],
    "postcode": "69002",
    "city": "Lyon",
    "country": "FR",
}


class GivenPostalAddress(Input):
    """It is checked by the rules of its country; nothing of it is ever shortened. `lines` are what stands
    between the names and the town; `region` is a province or state, where the country's post asks for one.
    """

    model_config = shown_as(**_EXAMPLE)

    company: Line = ""
    person: Line = ""
    lines: Annotated[tuple[Line, ...], Field(max_length=domain.MOST_LINES)] = ()
    postcode: Line = ""
    city: Line = ""
    region: Line = ""
    country: _COUNTRY

    def as_domain(self, company: str = "") -> domain.PostalAddress:
        """`company` stands for names that were left out. Raises Refused with every fault."""
        address = domain.PostalAddress(**self.model_dump())
        if not (address.company or address.person):
            address = replace(address, company=company)
        if faults := postal_faults(address):
            raise Refused(*(Fault(each.code, f"postal_address.{each.field}", each.values) for each in faults))
        return address


class PostalAddress(Output):
    """`returned_on` is the day on which a letter came back from there: none goes there until it is
    corrected.
    """

    model_config = shown_as(**_EXAMPLE, region="", returned_on=None)

    company: str
    person: str
    lines: tuple[str, ...]
    postcode: str
    city: str
    region: str
    country: str
    returned_on: date | None

    @classmethod
    def of(cls, address: domain.PostalAddress | None) -> Self | None:
        return cls.model_validate(address, from_attributes=True) if address else None


def with_address(given: Mapping[str, Any], company: str) -> dict[str, Any]:
    """The fields of a body with its address, where there is one, as the domain has it. Raises Refused."""
    address = given.get("postal_address")
    if address is None:
        return dict(given)
    known = address if isinstance(address, GivenPostalAddress) else GivenPostalAddress(**address)
    return {**given, "postal_address": known.as_domain(company)}
