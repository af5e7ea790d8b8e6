"""The contacts of a customer."""

from __future__ import annotations

from dataclasses import replace

from relance.api.call import Call
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.contacts import Contact, ContactChange, NewContact
from relance.contracts.api.postal_address import with_address
from relance.domain import customer as domain
from relance.domain.contacts import contact_of, with_contact, with_new_contact, without_contact
from relance.domain.customer import Account

router = Router("Contacts")


def _shown(call: Call, account: Account, contact_id: str) -> Contact:
    return call.tagged(Contact.of(contact_of(account, contact_id)))


@router.on("GET", "/customers/<customer>/contacts")
def list_contacts(customer: PathId) -> Page[Contact]:
    """All the contacts of a customer, the main one first."""
    contacts = router.call.account(customer).contacts
    ranked = sorted(contacts, key=lambda contact: not contact.main)
    return Page(items=tuple(Contact.of(contact) for contact in ranked))


@router.on("POST", "/customers/<customer>/contacts", status=201)
def create_contact(customer: PathId, body: NewContact) -> Contact:
    """Add a contact."""
    call = router.call
    contact_id = call.new_id("contact")

    def changed(account: Account) -> Account:
        fields = with_address(body.model_dump(), account.customer.name)
        return with_new_contact(account, domain.Contact(contact_id, **fields))

    return _shown(call, call.change(customer, changed), contact_id)


@router.on("GET", "/customers/<customer>/contacts/<contact>")
def get_contact(customer: PathId, contact: PathId) -> Contact:
    """One contact."""
    return _shown(router.call, router.call.account(customer), contact)


@router.on("PATCH", "/customers/<customer>/contacts/<contact>")
def update_contact(customer: PathId, contact: PathId, body: ContactChange) -> Contact:
    """Change a contact. To-dos that wait for a working address close by themselves."""
    call = router.call

    def changed(account: Account) -> Account:
        known = contact_of(account, contact)
        call.unless_changed(Contact.of(known))
        return with_contact(account, replace(known, **with_address(body.changes(), account.customer.name)))

    return _shown(call, call.change(customer, changed), contact)


@router.on("DELETE", "/customers/<customer>/contacts/<contact>", status=204, if_match=True)
def delete_contact(customer: PathId, contact: PathId) -> None:
    """Take a contact away; the next one becomes the main one."""
    call = router.call

    def changed(account: Account) -> Account:
        call.unless_changed(Contact.of(contact_of(account, contact)))
        return without_contact(account, contact)

    call.change(customer, changed)
