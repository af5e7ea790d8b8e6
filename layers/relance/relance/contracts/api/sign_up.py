"""A new organization, as it signs up."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from relance.contracts.api.base import Currency, Email, Input, Language, Name, Output, shown_as
from relance.contracts.api.organization import Zone

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(examples=["FR"])]


class SignUp(Input):
    """The organization, and its first administrator. The public holidays of `country` are closed days from
    the first day on; left out, those of the country that the time zone is in.
    """

    model_config = shown_as(
        organization="Acme", name="Ada Admin", email="ada@acme.example", language="en", country="FR"
    )

    organization: Name
    name: Name
    email: Email
    language: Language = "fr"
    zone: Zone = "Europe/Paris"
    currency: Currency = "EUR"
    country: Country | None = None


class SignedUp(Output):
    """A temporary password is on its way to the address: sign in with it."""

    organization: str
    member: str
