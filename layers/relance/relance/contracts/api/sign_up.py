"""A new organization, as it signs up."""

from __future__ import annotations

from relance.contracts.api.base import Currency, Email, Input, Language, Name, Output, shown_as
from relance.contracts.api.organization import Zone


class SignUp(Input):
    """The organization, and its first administrator."""

    model_config = shown_as(organization="Acme", name="Ada Admin", email="ada@acme.example", language="en")

    organization: Name
    name: Name
    email: Email
    language: Language = "fr"
    zone: Zone = "Europe/Paris"
    currency: Currency = "EUR"


class SignedUp(Output):
    """A temporary password is on its way to the address: sign in with it."""

    organization: str
    member: str
