"""Contacts, as the API takes and shows them."""

from __future__ import annotations

from typing import Self

from pydantic import StrictBool

from relance.contracts.api.base import Change, Email, Input, Language, Line, Output, ShownId, shown_as
from relance.contracts.api.postal_address import GivenPostalAddress, PostalAddress
from relance.domain import customer as domain
from relance.domain.customer import AddressStanding


class NewContact(Input):
    """`main` is who reminders go to; the first contact is, whatever it says."""

    model_config = shown_as(name="Zoé Duval", email="zoe@duval.example", role="Accounts", main=True)

    name: Line = ""
    email: Email | None = None
    role: Line = ""
    main: StrictBool = False
    language: Language | None = None
    postal_address: GivenPostalAddress | None = None


class ContactChange(NewContact, Change):
    """What is left out stays as it is; null takes it away. A new address has a good standing again."""


class Contact(Output):
    """`standing` is what became of the last mail to the address."""

    id: ShownId
    name: str
    email: str | None
    role: str
    main: bool
    language: str | None
    standing: AddressStanding
    postal_address: PostalAddress | None

    @classmethod
    def of(cls, contact: domain.Contact) -> Self:
        return cls(
            id=contact.id,
            name=contact.name,
            email=contact.email,
            role=contact.role,
            main=contact.main,
            language=contact.language,
            standing=contact.standing,
            postal_address=PostalAddress.of(contact.postal_address),
        )
