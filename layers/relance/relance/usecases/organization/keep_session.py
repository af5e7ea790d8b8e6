"""A member stays signed in in a browser: the browser keeps a secret, and we keep its hash."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from relance.domain.errors import NotFound
from relance.usecases.organization.authorize import Caller
from relance.usecases.ports.callers import Session, Sessions
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.organizations import Organizations

IDLE: Final = timedelta(hours=12)
LONGEST: Final = timedelta(days=30)
# Noting each page that is looked at would be a write a page.
_NOTED_EACH: Final = timedelta(minutes=10)
_MOST_LETTERS: Final = 512


@dataclass(frozen=True)
class KeepSession:
    """What the browser keeps is `<secret>.<organization>.<member>`: the two say where to look, and count for
    nothing without the secret.
    """

    sessions: Sessions
    organizations: Organizations
    clock: Clock
    new_secret: Callable[[], str]

    def begin(self, caller: Caller) -> str:
        """What the browser is to keep."""
        secret, now = self.new_secret(), self.clock.now()
        session = Session(caller.org, caller.id, _hash(secret), now, now)
        self.sessions.keep(session, _over_at(session))
        return ".".join((secret, _packed(caller.org), _packed(caller.id)))

    def caller(self, kept: str) -> Caller | None:
        """Who is signed in there, with the role they have by now; None for nobody, or nobody any more."""
        known = self._known(kept)
        if known is None:
            return None
        now = self.clock.now()
        if now >= _over_at(known):
            return None
        try:
            member = self.organizations.get(known.org).members.get(known.member)
        except NotFound:
            return None
        if member is None or not member.active:
            return None
        if now - known.used_at >= _NOTED_EACH:
            used = replace(known, used_at=now)
            self.sessions.keep(used, _over_at(used))
        return Caller(known.org, member.id, member.role, "member")

    def end(self, kept: str) -> None:
        if known := self._known(kept):
            self.sessions.end(known.org, known.member, known.id)

    def end_all(self, org: str, member: str) -> None:
        """In every browser."""
        for session in self.sessions.of(org, member):
            self.sessions.end(org, member, session.id)

    def _known(self, kept: str) -> Session | None:
        if len(kept) > _MOST_LETTERS:
            return None
        try:
            secret, org, member = kept.split(".")
            where = _unpacked(org), _unpacked(member)
        except ValueError:
            return None
        return self.sessions.get(*where, _hash(secret))


def token_of(kept: str) -> str:
    """What every form of that browser carries: who cannot read our pages cannot know the token."""
    return sha256(f"form {kept}".encode()).hexdigest()[:32]


def _over_at(session: Session) -> datetime:
    return min(session.used_at + IDLE, session.begun_at + LONGEST)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _packed(name: str) -> str:
    return urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _unpacked(name: str) -> str:
    """Raises ValueError for what no name was packed into."""
    return urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
