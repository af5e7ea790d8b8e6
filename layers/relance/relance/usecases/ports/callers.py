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
    """A sign-in. `subject` is its lasting name; the organization is given once and never changes. `waiting`
    until somebody has signed in with it, which proves the address; made at `since`.
    """

    subject: str
    org: str
    email: str
    waiting: bool = False
    since: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class Granted:
    """The tokens of a sign-in. `identity` is what the API asks for; `access` changes the sign-in itself;
    `refresh` gives new ones, and is None where those were asked with it. Good for `seconds`.
    """

    identity: str
    access: str
    refresh: str | None
    seconds: int


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is still asked of who gave the right password. `person` is the sign-in's own name, `session` good
    for some minutes.
    """

    kind: Literal["authenticator_code", "new_password"]
    person: str
    session: str


class SignInRefused(Exception):
    """The address, password, session or token is not right, or not any more: which one is not told."""


class SignInLater(Exception):
    """Too many tried at once, or the service does not answer."""


class SignIns(Protocol):
    """Signing in, and an authenticator app as its second proof. Every call may raise SignInLater."""

    def begin(self, email: str, password: str) -> Granted | Challenge:
        """Raises SignInRefused."""
        ...

    def answer(self, challenge: Challenge, answer: str) -> Granted | Challenge:
        """Raises SignInRefused when the session is over, or Refused for a code or a new password that will
        not do: the session then goes on.
        """
        ...

    def refresh(self, token: str) -> Granted:
        """Raises SignInRefused."""
        ...

    def send_code(self, email: str) -> None:
        """Mails a code to who has forgotten the password. Who does not sign in with that address, or has not
        yet, gets none, and nobody is told which.
        """
        ...

    def renew(self, email: str, code: str, password: str) -> None:
        """The password takes the old one's place. Raises Refused for a code that was not mailed to that
        address or is over (`code`), or a password that will not do (`password`): the code is then still good.
        """
        ...

    def subject_of(self, access: str) -> str:
        """Whose access token that is. Raises SignInRefused."""
        ...

    def enrol(self, access: str) -> str:
        """The secret to give to an authenticator app, in base 32; without effect until it is confirmed.
        Raises SignInRefused.
        """
        ...

    def confirm(self, access: str, code: str, device: str) -> None:
        """From now on a code of that app is asked at each sign-in. Raises SignInRefused, or Refused for a
        code that is not the app's.
        """
        ...

    def turn_off(self, access: str) -> None:
        """No code is asked any more. Raises SignInRefused."""
        ...

    def turn_off_for(self, subject: str) -> None:
        """The same for somebody who lost their app. Who does not sign in (any more) is no error."""
        ...


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which a member is signed in. `id` is the hash of a secret that only the browser has."""

    org: str
    member: str
    id: str
    begun_at: datetime
    used_at: datetime


class Sessions(Protocol):
    def keep(self, session: Session, until: datetime) -> None:
        """Kept, or kept anew, at least until then."""
        ...

    def get(self, org: str, member: str, session: str) -> Session | None: ...

    def of(self, org: str, member: str) -> Iterable[Session]:
        """The member's, by id; some that are over may be among them."""
        ...

    def end(self, org: str, member: str, session: str) -> None:
        """One that is over is no error."""
        ...
