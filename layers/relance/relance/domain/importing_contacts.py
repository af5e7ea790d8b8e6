"""How what a file says of a customer and its contacts changes an account. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance.domain.contacts import MOST, with_contacts
from relance.domain.customer import Account, Contact
from relance.domain.errors import Fault
from relance.domain.ids import derived
from relance.domain.imports import ContactRow, InvoiceRow
from relance.domain.postal_address import PostalAddress, brought_up_to_date


def named(account: Account, row: InvoiceRow | ContactRow) -> Account:
    """What the row says of the customer itself."""
    customer = account.customer
    said = replace(
        customer,
        name=row.customer_name or customer.name,
        language=row.language or customer.language,
        siren=row.siren or customer.siren,
        vat=row.vat or customer.vat,
    )
    if isinstance(row, InvoiceRow):
        said = replace(said, postal_address=_address_on(row, said.name, customer.postal_address))
    else:
        said = replace(said, parent=row.parent or customer.parent)
    return replace(account, customer=said)


def _address_on(row: InvoiceRow, name: str, known: PostalAddress | None) -> PostalAddress | None:
    """The buyer's address on an invoice serves where nothing better is known: no address at all, or another
    one from which a letter came back before the day of issue.
    """
    if row.postal is None or not (known is None or _came_back_before(known, row.issue_date)):
        return known
    return brought_up_to_date(known, replace(row.postal, company=row.postal.company or name, person=""))


def _came_back_before(known: PostalAddress, day: date) -> bool:
    return known.returned_on is not None and known.returned_on < day


def with_contact(account: Account, row: ContactRow) -> Account | Fault:
    """Adds a contact, or brings it up to date: the same address, else the same name, is the same contact."""
    account = _located(named(account, row), row)
    if not row.email and not row.name:
        return account
    identity = derived("contact", account.customer.id, row.email or "", row.name or "")
    by_name = next((c for c in account.contacts if _is_same(c, row)), None)
    known = next((c for c in account.contacts if c.id == identity), by_name)
    if known is None and len(account.contacts) >= MOST:
        return Fault("contacts_full", "email", {"customer": account.customer.id, "limit": MOST})
    contact = Contact(
        id=known.id if known else identity,
        name=row.name or (known.name if known else ""),
        email=row.email or (known.email if known else None),
        role=row.role or (known.role if known else ""),
        main=known.main if known else not any(c.main for c in account.contacts),
        language=row.language or (known.language if known else None),
        postal_address=_address_of(known.postal_address if known else None, account, row),
    )
    if known and known.address == contact.address:
        contact = replace(contact, standing=known.standing)
    return _with(account, contact)


def _located(account: Account, row: ContactRow) -> Account:
    """A customer without an address takes the first one that comes with any of its contacts; a line that
    names no contact says where the customer itself is.
    """
    customer = account.customer
    names_contact = bool(row.email or row.name)
    if row.postal_address is None or (names_contact and customer.postal_address):
        return account
    own = replace(_address_of(None, account, row) or row.postal_address, person="")
    kept = brought_up_to_date(customer.postal_address, own)
    return replace(account, customer=replace(customer, postal_address=kept))


def _address_of(known: PostalAddress | None, account: Account, row: ContactRow) -> PostalAddress | None:
    """What the row says; where it says nothing, what is known."""
    if row.postal_address is None:
        return known
    company = row.postal_address.company or account.customer.name
    return brought_up_to_date(known, replace(row.postal_address, company=company))


def _is_same(contact: Contact, row: ContactRow) -> bool:
    if row.email and contact.email:
        return contact.address == row.email.lower()
    return bool(row.name) and contact.name == row.name


def with_address(account: Account, row: InvoiceRow) -> tuple[Account, str | None]:
    """The account with a contact for the address that came with an invoice, and the contact that the invoice
    names for itself; None when the address is the customer's own.

    The first address that comes with a customer is its own, and stays so when a person chooses another main
    contact. An invoice with any other address is for whoever has that address, and for nobody else; unless
    the customer has as many contacts as may be: then the invoice is for the main contact.
    """
    if not row.email:
        return account, None
    address = row.email.lower()
    main = next((contact for contact in account.contacts if contact.main), None)
    if main is None or main.address == address:
        account = replace(account, customer=replace(account.customer, address=address))
    if main and address in (main.address, account.customer.address):
        return account, None
    known = next((contact for contact in account.contacts if contact.address == address), None)
    if known:
        return account, None if address == account.customer.address else known.id
    if len(account.contacts) >= MOST:
        return account, None
    identity = derived("contact", account.customer.id, row.email, "")
    name = row.customer_name or ""
    contact = Contact(identity, name, row.email, main=main is None, language=row.language)
    return _with(account, contact), None if contact.main else identity


def _with(account: Account, contact: Contact) -> Account:
    """The contact takes the place of the one it was: the order of contacts says who is written to when the
    main contact cannot be.
    """
    if any(known.id == contact.id for known in account.contacts):
        return with_contacts(account, (contact if c.id == contact.id else c for c in account.contacts))
    return with_contacts(account, (*account.contacts, contact))
