"""Countries as CLDR knows them: which codes there are, and which country a time zone is in."""

from __future__ import annotations

from typing import Final

# Codes that name no country: an unknown place, unions, and codes for tests.
_NO_COUNTRY: Final = frozenset({"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB"})


def is_country(code: str) -> bool:
    """Whether it is the ISO 3166 code of a country or territory: "FR", "RE"."""
    from babel import Locale

    return code not in _NO_COUNTRY and code in Locale("en").territories


def country_of_zone(zone: str) -> str | None:
    """ "FR" for "Europe/Paris"; None for a zone of no country, such as "UTC"."""
    from babel.core import get_global

    country = get_global("zone_territories").get(zone)
    return country if country and is_country(country) else None
