"""The lines of a recipient's address on the envelope, as the post of its country reads them."""

from __future__ import annotations

from relance.domain.errors import Fault, Refused
from relance.domain.postal_address import PostalAddress
from relance.postal import LA_POSTE, postal_faults, postal_lines
from relance.rendering.amounts import locale_of
from relance.rendering.letters.letter import line_to_print


def address_faults(address: PostalAddress) -> tuple[Fault, ...]:
    """Why no letter can go there: each fault of the address, and a letter that came back."""
    if address.returned_on is not None:
        return (Fault("postal_returned", "address", {"day": address.returned_on.isoformat()}),)
    return postal_faults(address)


def address_block(address: PostalAddress, sender_country: str, language: str) -> tuple[str, ...]:
    """The recipient, the street, the town, and abroad the country in capital letters, in the language that
    the sender's post reads. Raises Refused with every fault; nothing is shortened.
    """
    if faults := address_faults(address):
        raise Refused(*faults)
    lines = [line_to_print(line) for line in postal_lines(address)]
    if address.country in LA_POSTE:
        lines[-1] = lines[-1].upper()
    if _same_post(address.country, sender_country):
        # Switzerland's postcodes have their country before them, which is for letters from abroad.
        lines = [line.removeprefix(f"{address.country}-") for line in lines]
    else:
        name = locale_of(language).territories.get(address.country, address.country)
        lines.append(line_to_print(name).upper())
    return tuple(lines)


def _same_post(country: str, other: str) -> bool:
    return country == other or (country in LA_POSTE and other in LA_POSTE)
