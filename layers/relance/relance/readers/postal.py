"""The postal address that a line of contacts tells: its country by any name, its faults as notes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global

from relance.domain.errors import Fault
from relance.domain.postal_address import PostalAddress
from relance.postal import postal_faults

_LANGUAGES: Final = ("en", "fr", "de", "es", "it", "nl", "pt")
_COMMON: Final = {
    "UK": "GB",
    "ENGLAND": "GB",
    "SCOTLAND": "GB",
    "WALES": "GB",
    "GREAT BRITAIN": "GB",
    "USA": "US",
}
# The columns of a file, by the fields of an address.
COLUMNS: Final = {"company": "customer_name", "person": "name", "lines": "street"}


def country_code(text: str) -> str | None:
    """ "FR" for "FR", "FRA", "France" or "Frankreich"; None for no country."""
    wanted = " ".join(text.upper().replace(".", "").split())
    known = _codes()
    aliases = get_global("territory_aliases")
    if wanted in known:
        return known[wanted]
    replaced = aliases.get(wanted, [])
    return replaced[0] if len(replaced) == 1 and replaced[0] in known else None


def country_of_zone(zone: str) -> str | None:
    """The country of an IANA zone: "FR" for "Europe/Paris"."""
    found = get_global("zone_territories").get(zone)
    return found if found in _codes() else None


def address_of(
    company: str | None,
    person: str | None,
    street: str | None,
    postcode: str | None,
    city: str | None,
    country: str | None,
    home: str | None,
) -> tuple[PostalAddress | None, tuple[Fault, ...]]:
    """The address when a letter can go to it, else its faults; neither for a line that tells no street and no
    town. An empty country is `home`.
    """
    if not (street or city):
        return None, ()
    code = country_code(country) if country else home
    address = PostalAddress(
        company=company or "",
        person=person or "",
        lines=tuple(line for line in (street or "").split("\n") if line),
        postcode=postcode or "",
        city=city or "",
        country=code or "",
    )
    # Whom the line names without a name, the customer's own name will stand for.
    named = address if company or person else replace(address, company="-")
    faults = postal_faults(named)
    if country and not code:
        faults = (Fault("postal_country", "country", {"value": country}),)
    return (None, faults) if faults else (address, ())


@cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"):
                found[code] = code
                found.setdefault(name.upper(), code)
    return {**found, **_COMMON}
