"""Public holidays of the `holidays` package, frozen a country and year at a time (port `Holidays`).

Its objects change when they are looked into, and its countries from version to version: what leaves here
is a plain set, and the version is pinned by the lock file.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from relance.domain.errors import Fault, Refused


class PackageHolidays:
    def closed(self, where: str, years: tuple[int, ...]) -> frozenset[date]:
        """`where` is an ISO 3166 country, or country-subdivision: "FR", "FR-57". Raises Refused."""
        return frozenset().union(*(_of_year(where, year) for year in years))


@cache
def _of_year(where: str, year: int) -> frozenset[date]:
    # Imported where it is needed: it costs a cold start 135 ms, and many organizations close for none.
    import holidays

    country, _, subdivision = where.partition("-")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError as unknown:
        raise Refused(Fault("unknown_holidays", "holidays", {"value": where})) from unknown
