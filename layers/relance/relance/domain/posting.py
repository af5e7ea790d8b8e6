"""Where a customer's letters go, and what one that came back says of the place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance.domain.contacts import contact_of
from relance.domain.customer import Account, Contact
from relance.domain.errors import NotFound
from relance.domain.postal_address import PostalAddress, came_back


def address_for(account: Account, contact_id: str | None = None) -> PostalAddress | None:
    """The address of the contact, else of the customer with the contact's name on it. Without a contact,
    that of the main one. None when neither has an address; one that is marked as bad is given as it is.
    """
    contact = _contact(account, contact_id)
    if contact and contact.postal_address:
        return contact.postal_address
    own = account.customer.postal_address
    return replace(own, person=contact.name) if own and contact and contact.name else own


def with_returned_letter(account: Account, address: PostalAddress, on: date) -> Account:
    """The account after a letter came back from an address: it is bad wherever the account has it, whoever is
    named on it.
    """

    def marked(known: PostalAddress | None) -> PostalAddress | None:
        return came_back(known, on) if known and _house(known) == _house(address) else known

    customer, contacts = account.customer, account.contacts
    return replace(
        account,
        customer=replace(customer, postal_address=marked(customer.postal_address)),
        contacts=tuple(replace(each, postal_address=marked(each.postal_address)) for each in contacts),
    )


def _contact(account: Account, contact_id: str | None) -> Contact | None:
    if contact_id is None:
        return next((contact for contact in account.contacts if contact.main), None)
    try:
        return contact_of(account, contact_id)
    except NotFound:
        return None


def _house(address: PostalAddress) -> tuple[object, ...]:
    """What a postman looks for, however it is written."""
    lines = tuple(" ".join(line.split()).casefold() for line in address.lines)
    return lines, address.postcode.replace(" ", ""), address.city.casefold(), address.country
