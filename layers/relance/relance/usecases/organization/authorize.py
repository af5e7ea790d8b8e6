"""Who calls the API: a person by the token of their sign-in, a machine by its key.

The answer travels through the gateway as a flat map of texts, made and read here. One that could not be
told says why: the API answers in words, where the gateway would only say "Forbidden".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from relance.domain.api_key import Token
from relance.domain.errors import NotFound
from relance.domain.organization import Role
from relance.usecases.ports.callers import ApiKeys, SignedIn, Tokens
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.organizations import Organizations

_BEARER: Final = "bearer "
# Writing the last use of a busy key once a minute is enough to know that it is in use.
_NOTED_EACH: Final = timedelta(minutes=1)

type Why = Literal[
    "not_signed_in", "token_expired", "token_invalid", "key_unknown", "key_revoked", "member_unknown"
]


@dataclass(frozen=True, slots=True)
class Caller:
    """`id` is a member's or a key's."""

    org: str
    id: str
    role: Role
    kind: Literal["member", "key"]


@dataclass(frozen=True, slots=True)
class Stranger:
    why: Why


@dataclass(frozen=True)
class Authorize:
    tokens: Tokens
    organizations: Organizations
    api_keys: ApiKeys
    clock: Clock

    def run(self, authorization: str) -> Caller | Stranger:
        """`authorization` is the header's value: `Bearer <token or key>`."""
        if not authorization.lower().startswith(_BEARER):
            return Stranger("not_signed_in")
        credential = authorization[len(_BEARER) :].strip()
        if token := Token.parse(credential):
            return self._machine(token)
        verified = self.tokens.verify(credential)
        return self._person(verified) if isinstance(verified, SignedIn) else Stranger(verified)

    def _person(self, person: SignedIn) -> Caller | Stranger:
        try:
            members = self.organizations.get(person.org).members.values()
        except NotFound:
            return Stranger("member_unknown")
        member = next((m for m in members if m.subject == person.subject and m.active), None)
        return Caller(person.org, member.id, member.role, "member") if member else Stranger("member_unknown")

    def _machine(self, token: Token) -> Caller | Stranger:
        key = self.api_keys.get(token.org, token.key)
        if key and key.revoked_at:
            return Stranger("key_revoked")
        if key is None or not key.opens_with(token):
            return Stranger("key_unknown")
        self._note_use(token, key.used_at)
        return Caller(token.org, key.id, key.scope, "key")

    def _note_use(self, token: Token, used_at: datetime | None) -> None:
        now = self.clock.now()
        if used_at is None or now - used_at >= _NOTED_EACH:
            self.api_keys.used(token.org, token.key, now)


def facts(answer: Caller | Stranger) -> dict[str, str]:
    match answer:
        case Caller():
            return {"org": answer.org, "id": answer.id, "role": answer.role.value, "kind": answer.kind}
        case Stranger(why):
            return {"unknown": why}


def read_facts(said: Mapping[str, str]) -> Caller | Stranger:
    """Nothing said, or not all of it, is nobody known."""
    why = said.get("unknown")
    match why:
        case "token_expired" | "token_invalid" | "key_unknown" | "key_revoked" | "member_unknown":
            return Stranger(why)
    if why is not None or not (said.get("org") and said.get("id") and said.get("role") in set(Role)):
        return Stranger("not_signed_in")
    match said.get("kind"):
        case ("member" | "key") as kind:
            return Caller(said["org"], said["id"], Role(said["role"]), kind)
    return Stranger("not_signed_in")
