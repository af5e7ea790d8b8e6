"""People sign in, and guard their sign-in with an authenticator app."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from relance.access.problems import Problem
from relance.access.signing_in import Answer, refusals, signed_in
from relance.api.routing import Router
from relance.contracts.api import sign_in as contract
from relance.contracts.api.base import PathId
from relance.domain.organization import Member
from relance.usecases.organization.manage_members import member_of
from relance.usecases.organization.sign_in import SignIn
from relance.usecases.ports.callers import Challenge

router = Router("Sign-in")


@router.on("POST", "/sign-in")
def sign_in(body: contract.Credentials) -> contract.SignedIn:
    """Sign in with an e-mail address and a password: the answer has the tokens, or what is still asked."""
    return _signed_in(body.email.lower(), lambda: _use_case().begin(body.email, body.password))


@router.on("POST", "/sign-in/answer")
def answer_sign_in(body: contract.ChallengeAnswer) -> contract.SignedIn:
    """Answer what a sign-in still asked: the code of an authenticator app, or a new password."""
    challenge = body.challenge()
    if challenge is None:
        raise Problem("sign_in_refused", headers={"WWW-Authenticate": 'Bearer realm="relance"'})
    return _signed_in(challenge.person, lambda: _use_case().answer(challenge, body.answer))


@router.on("POST", "/sign-in/refresh")
def refresh_sign_in(body: contract.Refreshing) -> contract.SignedIn:
    """New tokens for a refresh token. Nobody signs in anew, so nothing is noted."""
    with refusals():
        granted, _ = _use_case().refresh(body.refresh_token)
    return contract.SignedIn.of(granted)


@router.on("POST", "/members/me/authenticator")
def enrol_authenticator(body: contract.OwnSignIn) -> contract.Authenticator:
    """Give this secret to an authenticator app, then confirm a code of it. Until then nothing changes."""
    me = _me()
    with refusals():
        secret = router.call.house.guard_sign_in.enrol(me, body.access_token)
    label = quote(f"Relance:{me.email}")
    return contract.Authenticator(secret=secret, uri=f"otpauth://totp/{label}?secret={secret}&issuer=Relance")


@router.on("POST", "/members/me/authenticator/confirm", status=204)
def confirm_authenticator(body: contract.Confirmation) -> None:
    """Confirm the app by a code that it shows: from now on one is asked at each sign-in."""
    me = _me()
    with refusals():
        router.call.house.guard_sign_in.confirm(me, body.access_token, body.code, body.device)


@router.on("POST", "/members/me/authenticator/off", status=204)
def turn_off_authenticator(body: contract.OwnSignIn) -> None:
    """Ask no code of an app at your sign-in any more."""
    me = _me()
    with refusals():
        router.call.house.guard_sign_in.turn_off(me, body.access_token)


@router.on("DELETE", "/members/<member>/authenticator", status=204)
def reset_authenticator(member: PathId) -> None:
    """Ask no code of a member who lost their app, until they enrol another."""
    known = member_of(router.call.organization, member)
    with refusals():
        router.call.house.guard_sign_in.turn_off_for(known)


def _use_case() -> SignIn:
    return router.call.house.sign_in


def _me() -> Member:
    """The caller. Raises NotFound for an API key, which does not sign in."""
    return member_of(router.call.organization, router.call.caller.id)


def _signed_in(who: str, do: Callable[[], Answer]) -> contract.SignedIn:
    call = router.call
    answer = signed_in(call.house, who, do, operation=call.operation, request=call.request.id)
    return contract.SignedIn.of(answer if isinstance(answer, Challenge) else answer[0])
