"""Signing in, in memory: the same contract as Cognito's, for tests. It gives tokens and verifies them too."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from relance.domain.errors import Fault, Refused
from relance.domain.ids import derived
from relance.store.memory_api import MemoryPeople
from relance.usecases.ports.callers import Challenge, Granted, Person, SignedIn, SignInRefused

LAST_SECONDS = 3600
_SHORTEST_PASSWORD = 12


def code_of(secret: str) -> str:
    """What the app shows. Here it is always the same."""
    return str(sum(secret.encode()) % 1_000_000).rjust(6, "0")


@dataclass
class MemorySignIns:
    """`passwords` by address; who has none yet has the temporary one, `temporary <address>`."""

    people: MemoryPeople
    passwords: dict[str, str] = field(default_factory=dict)
    pending: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    """Secrets of confirmed apps by subject; `pending` are those not confirmed yet."""
    mailed: dict[str, str] = field(default_factory=dict)
    """The last code that was mailed to each address, until it is used."""
    sessions: dict[str, str] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def begin(self, email: str, password: str) -> Granted | Challenge:
        person = self.people.known.get(email.lower())
        if person is None or password != self.passwords.get(person.email, f"temporary {person.email}"):
            raise SignInRefused
        if person.waiting:
            return self._challenge("new_password", person)
        if person.subject in self.secrets:
            return self._challenge("authenticator_code", person)
        return _granted(person)

    def answer(self, challenge: Challenge, answer: str) -> Granted | Challenge:
        person = next((p for p in self.people.known.values() if p.subject == challenge.person), None)
        if person is None or self.sessions.get(challenge.session) != person.subject:
            raise SignInRefused
        if challenge.kind == "new_password":
            if len(answer) < _SHORTEST_PASSWORD:
                raise Refused(Fault("password_too_weak", "answer"))
            self.passwords[person.email] = answer
            self.people.signs_in(person.email)
        elif answer != code_of(self.secrets.get(person.subject, "")):
            raise Refused(Fault("authenticator_code_wrong", "code"))
        del self.sessions[challenge.session]
        return _granted(self.people.known[person.email])

    def _challenge(self, kind: Literal["authenticator_code", "new_password"], person: Person) -> Challenge:
        session = f"session-{next(self.numbers)}"
        self.sessions[session] = person.subject
        return Challenge(kind, person.subject, session)

    def refresh(self, token: str) -> Granted:
        granted = _granted(self._of("refresh", token))
        return Granted(granted.identity, granted.access, None, granted.seconds)

    def send_code(self, email: str) -> None:
        person = self.people.known.get(email.lower())
        if person and not person.waiting:
            self.mailed[person.email] = f"{len(self.mailed) + 1:06}"

    def renew(self, email: str, code: str, password: str) -> None:
        if not code or self.mailed.get(email.lower()) != code:
            raise Refused(Fault("mailed_code_wrong", "code"))
        if len(password) < _SHORTEST_PASSWORD:
            raise Refused(Fault("password_too_weak", "password"))
        del self.mailed[email.lower()]
        self.passwords[email.lower()] = password

    def subject_of(self, access: str) -> str:
        return self._of("access", access).subject

    def enrol(self, access: str) -> str:
        subject = self.subject_of(access)
        self.pending[subject] = derived("authenticator", subject, str(next(self.numbers))).upper()
        return self.pending[subject]

    def confirm(self, access: str, code: str, device: str) -> None:
        subject = self.subject_of(access)
        if subject not in self.pending or code != code_of(self.pending[subject]):
            raise Refused(Fault("authenticator_code_wrong", "code"))
        self.secrets[subject] = self.pending.pop(subject)

    def turn_off(self, access: str) -> None:
        self.turn_off_for(self.subject_of(access))

    def turn_off_for(self, subject: str) -> None:
        self.secrets.pop(subject, None)

    def verify(self, token: str) -> SignedIn | Literal["token_expired", "token_invalid"]:
        """Port `Tokens`."""
        try:
            person = self._of("identity", token)
        except SignInRefused:
            return "token_invalid"
        return SignedIn(person.subject, person.org)

    def _of(self, kind: str, token: str) -> Person:
        subject = token.removeprefix(f"{kind} ")
        for person in self.people.known.values():
            if token == f"{kind} {person.subject}" and subject:
                return person
        raise SignInRefused


def _granted(person: Person) -> Granted:
    of = person.subject
    return Granted(f"identity {of}", f"access {of}", f"refresh {of}", LAST_SECONDS)
