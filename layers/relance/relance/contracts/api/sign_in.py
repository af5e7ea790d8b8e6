"""Signing in, and the authenticator app that guards it, as the API takes and shows them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Literal, Self

from pydantic import StringConstraints

from relance.contracts.api.base import Email, Input, Line, Output, shown_as
from relance.usecases.ports import callers

# As long as the mail's rules and the pool's allow; tokens carry claims.
Secret = Annotated[str, StringConstraints(min_length=1, max_length=256)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=8000)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{6}$")]


class Credentials(Input):
    model_config = shown_as(email="ada@acme.example", password="correct horse battery staple 1A")  # noqa: S106  # an example

    email: Email
    password: Secret


class Forgotten(Input):
    """Whose password is forgotten."""

    email: Email


class Renewal(Forgotten):
    """`code` as it was mailed to that address; `password` takes the forgotten one's place."""

    code: Secret
    password: Secret


class ChallengeAnswer(Input):
    """`session` as it was given with the challenge; `answer` is the app's code, or the new password."""

    session: Token
    answer: Secret

    def challenge(self) -> callers.Challenge | None:
        """None for a session that was never given."""
        try:
            kind, person, session = json.loads(urlsafe_b64decode(self.session))
        except (ValueError, RecursionError):
            return None
        is_ours = kind in ("authenticator_code", "new_password") and isinstance(person, str)
        return callers.Challenge(kind, person, session) if is_ours and isinstance(session, str) else None


class Refreshing(Input):
    refresh_token: Token


class Challenge(Output):
    """What is still asked: `authenticator_code`, the six digits that the app shows, or `new_password`, for
    the temporary one. Send it with the `session` to `/sign-in/answer`.
    """

    kind: Literal["authenticator_code", "new_password"]
    session: str


class Tokens(Output):
    """`id_token` is what every other call is signed with. `access_token` changes the sign-in itself. Both are
    good for `expires_in` seconds; `refresh_token`, for a month, gives new ones.
    """

    id_token: str
    access_token: str
    refresh_token: str | None
    expires_in: int


class SignedIn(Output):
    """The tokens, or the challenge to answer first; never both."""

    tokens: Tokens | None = None
    challenge: Challenge | None = None

    @classmethod
    def of(cls, answer: callers.Granted | callers.Challenge) -> Self:
        if isinstance(answer, callers.Challenge):
            packed = json.dumps([answer.kind, answer.person, answer.session]).encode()
            return cls(challenge=Challenge(kind=answer.kind, session=urlsafe_b64encode(packed).decode()))
        tokens = Tokens(
            id_token=answer.identity,
            access_token=answer.access,
            refresh_token=answer.refresh,
            expires_in=answer.seconds,
        )
        return cls(tokens=tokens)


class OwnSignIn(Input):
    """`access_token` as it came with the token of the call."""

    access_token: Token


class Authenticator(Output):
    """The app is given the `secret` (base 32), or the `uri` as a QR code. Both are shown once."""

    secret: str
    uri: str


class Confirmation(Input):
    """`code` is what the app shows now; `device` is what you call it."""

    access_token: Token
    code: Code
    device: Line = ""
