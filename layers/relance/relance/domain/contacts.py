"""The contacts of an account changed by hand. Exactly one is the main one, as long as there is any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from relance.domain.customer import Account, AddressStanding, Contact
from relance.domain.errors import Exists, Fault, NotFound, Refused
from relance.domain.ids import derived
from relance.domain.postal_address import brought_up_to_date

# They share one item of the store with the customer.
MOST = 200


def contact_of(account: Account, contact_id: str) -> Contact:
    for contact in account.contacts:
        if contact.id == contact_id:
            return contact
    raise NotFound(f"contact {contact_id}")


def with_new_contact(account: Account, contact: Contact) -> Account:
    """Added; the account as it is when it has that very contact. Raises Exists when it has another of its
    id, or has changed it since.
    """
    known = next((c for c in account.contacts if c.id == contact.id), None)
    if known is None:
        return with_contact(account, contact)
    # The first contact became the main one, whatever it said; what mail to it does is not said by people.
    postal_address = brought_up_to_date(known.postal_address, contact.postal_address)
    if replace(contact, main=known.main, standing=known.standing, postal_address=postal_address) != known:
        raise Exists(f"contact {contact.id}")
    return account


def with_contact(account: Account, contact: Contact) -> Account:
    """The account with the contact added, or in the place of the contact with its id. A new address starts in
    good standing, unless the address has complained before.
    """
    known = next((c for c in account.contacts if c.id == contact.id), None)
    others = tuple(c for c in account.contacts if c.id != contact.id)
    if len(others) >= MOST:
        raise Refused(Fault("too_many_contacts", "contacts", {"limit": MOST}))
    _check_address(contact, others)
    postal_address = brought_up_to_date(known.postal_address if known else None, contact.postal_address)
    contact = replace(contact, postal_address=postal_address)
    if known and known.address != contact.address:
        contact = replace(contact, standing=AddressStanding.GOOD)
    if contact.main:
        others = tuple(replace(other, main=False) for other in others)
    return with_contacts(account, _with_a_main_one((*others, contact)))


def without_contact(account: Account, contact_id: str) -> Account:
    gone = contact_of(account, contact_id)
    return with_contacts(account, _with_a_main_one(c for c in account.contacts if c != gone))


def with_contacts(account: Account, contacts: Iterable[Contact]) -> Account:
    """With these contacts and no others. An address that complained has done so whoever comes with it."""
    complaints = {
        c.address for c in account.contacts if c.standing is AddressStanding.COMPLAINED and c.address
    }
    complained = account.customer.complained | complaints
    return replace(
        account,
        customer=replace(account.customer, complained=complained),
        contacts=tuple(
            replace(c, standing=AddressStanding.COMPLAINED) if c.address in complained else c
            for c in contacts
        ),
    )


def joined(account: Account, contacts: Iterable[Contact]) -> tuple[Account, dict[str, str | None]]:
    """The account with these contacts of another account as well, and by which id the account has each of
    them; None for its main one. The same address is the same contact, and so is the same name of a contact
    without an address: the contact keeps the worse standing and the later last message. Raises Refused when
    there are too many then.
    """
    known = {contact.id: contact for contact in account.contacts}
    names: dict[str, str | None] = {}
    for contact in contacts:
        same = next((other for other in known.values() if _is_same(other, contact)), None)
        identity = derived("contact", account.customer.id, contact.email or "", contact.name)
        one = _both(same, contact) if same else replace(contact, id=identity, main=not known)
        known[one.id] = one
        names[contact.id] = None if one.main else one.id
    if len(known) > MOST:
        raise Refused(Fault("too_many_contacts", "contacts", {"limit": MOST}))
    return with_contacts(account, known.values()), names


def _is_same(one: Contact, other: Contact) -> bool:
    if one.email or other.email:
        return one.address == other.address
    return one.name == other.name


def _both(known: Contact, other: Contact) -> Contact:
    return replace(
        known,
        standing=max(known.standing, other.standing, key=_BADNESS.index),
        contacted_on=max(filter(None, (known.contacted_on, other.contacted_on)), default=None),
        postal_address=known.postal_address or other.postal_address,
    )


_BADNESS: Final = (AddressStanding.GOOD, AddressStanding.BOUNCED, AddressStanding.COMPLAINED)


def _check_address(contact: Contact, others: tuple[Contact, ...]) -> None:
    if not contact.name and not contact.email:
        raise Refused(Fault("contact_without_name", "name"))
    if contact.email and any(other.address == contact.address for other in others):
        raise Refused(Fault("address_twice", "email", {"email": contact.email}))


def _with_a_main_one(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    known = tuple(contacts)
    if not known or any(contact.main for contact in known):
        return known
    return (replace(known[0], main=True), *known[1:])
