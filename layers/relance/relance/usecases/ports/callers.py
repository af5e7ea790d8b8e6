"""Who may call the HTTP API: people and machines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from relance.domain.api_key import ApiKey


class ApiKeys(Protocol):
    def get(self, org: str, key: str) -> ApiKey | None: ...

    def of(self, org: str) -> Iterable[ApiKey]:
        """Every key of the organization, revoked ones included, by id."""
        ...

    def create(self, key: ApiKey) -> None:
        """Raises Conflict when the id is taken."""
        ...

    def save(self, key: ApiKey) -> None: ...

    def used(self, org: str, key: str, at: datetime) -> None:
        """Notes the last use; nothing else of the key is touched."""
        ...


@dataclass(frozen=True, slots=True)
class Person:
    """A sign-in: `subject` is its lasting name; the organization is given once and never changes. `waiting`
    until somebody has signed in.
    """

    subject: str
    org: str
    email: str
    waiting: bool = False


class People(Protocol):
    """Who can sign in."""

    def invite(self, org: str, email: str, name: str) -> Person:
        """Creates the sign-in of that address, and mails a temporary password that is good for some days.

        When the address has a sign-in already, that sign-in is the answer, even one of another organization.
        A new password is mailed only to a person of this organization who has never signed in.
        """
        ...

    def remove(self, org: str, subject: str, email: str) -> None:
        """Ends that very sign-in. One that does not exist is no error; another of that address stays."""
        ...


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a verified token says."""

    subject: str
    org: str


class Tokens(Protocol):
    def verify(self, token: str) -> SignedIn | Literal["token_expired", "token_invalid"]:
        """Signature, issuer, audience, expiry and use are right, or not."""
        ...
