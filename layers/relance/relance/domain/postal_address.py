"""Where letters go: a postal address, and what is true of one in every country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from relance.domain.errors import Fault
from relance.domain.mail_address import NOT_ON_A_LINE

MOST_LINES: Final = 4
"""Lines between the recipient's names and the town: building, street, place."""
LONGEST: Final = 100
"""Characters of any field. A country or a letter provider may set fewer."""

_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """`lines` are what stands between the names and the town, the street last but for a place name: at most
    MOST_LINES. `region` is a province or state, where the country's post asks for one ("MI", "CA"). `country`
    is ISO 3166 of two letters. `returned_on` is the day on which a letter came back from there: the address
    is bad until somebody corrects it.
    """

    company: str = ""
    person: str = ""
    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    returned_on: date | None = None

    @property
    def is_bad(self) -> bool:
        return self.returned_on is not None

    @property
    def place(self) -> PostalAddress:
        """The address without what became of letters to it: how addresses compare."""
        return replace(self, returned_on=None)

    def faults(self) -> Iterator[Fault]:
        """What is wrong with it in any country."""
        if not (self.company or self.person):
            yield Fault("postal_no_recipient", "company")
        if not _COUNTRY.fullmatch(self.country):
            yield Fault("postal_country", "country", {"value": self.country})
        if len(self.lines) > MOST_LINES:
            yield Fault("postal_too_many_lines", "lines", {"count": len(self.lines), "limit": MOST_LINES})
        for name, text in self._texts():
            if NOT_ON_A_LINE.search(text):
                yield Fault("postal_character", name, {"value": text[:LONGEST]})
            if len(text) > LONGEST:
                yield too_long(name, text, LONGEST)
            if name == "lines" and not text.strip():
                yield Fault("postal_empty_line", name)

    def _texts(self) -> Iterator[tuple[str, str]]:
        for name in ("company", "person", "postcode", "city", "region"):
            yield name, getattr(self, name)
        yield from (("lines", line) for line in self.lines)


def too_long(name: str, text: str, limit: int) -> Fault:
    """A line is never cut: a letter to half an address is lost."""
    return Fault("postal_line_too_long", name, {"value": text[:200], "size": len(text), "limit": limit})


def came_back(address: PostalAddress, on: date) -> PostalAddress:
    """The address that a returned letter proved wrong."""
    return replace(address, returned_on=on)


def brought_up_to_date(known: PostalAddress | None, given: PostalAddress | None) -> PostalAddress | None:
    """What to keep when an address is given: it stays bad as long as it names the same place."""
    if known and given and known.place == given.place:
        return known
    return given.place if given else None
