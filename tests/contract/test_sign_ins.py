"""Signing in keeps its contract: in memory, and at a user pool as Cognito is documented to be."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from relance.domain.errors import Refused
from relance.gateways.people import CognitoPeople
from relance.gateways.sign_ins import CognitoSignIns
from relance.store.memory_api import MemoryPeople
from relance.store.memory_sign_ins import MemorySignIns, code_of
from relance.usecases.ports.callers import Challenge, Granted, People, SignInLater, SignInRefused, SignIns
from tests.contract.test_people import UserPool

BEA, TEMPORARY, PASSWORD = "bea@acme.example", "temporary bea@acme.example", "Correct horse 1 battery"


class No(Exception):
    """What the pool answers with: the name of an error of Cognito."""


@dataclass
class SigningPool(UserPool):
    """The same pool, at which people sign in. `down` is the error that every call gets."""

    passwords: dict[str, str] = field(default_factory=dict)
    pending: dict[str, str] = field(default_factory=dict)
    apps: dict[str, str] = field(default_factory=dict)
    preferred: set[str] = field(default_factory=set)
    sessions: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    down: str = ""

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        calls: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "InitiateAuth": self.begun,
            "RespondToAuthChallenge": self.answered,
            "ForgotPassword": self.forgot,
            "ConfirmForgotPassword": self.renewed,
            "GetUser": self.shown,
            "AssociateSoftwareToken": self.associated,
            "VerifySoftwareToken": self.verified,
            "SetUserMFAPreference": lambda asked: self.prefers(self.bearer(asked), asked),
            "AdminSetUserMFAPreference": lambda asked: self.prefers(self.user(asked["Username"]), asked),
        }
        try:
            if self.down:
                raise No(self.down)
            return calls[operation](asked) if operation in calls else super().answer(operation, asked)
        except No as no:
            return {"Error": {"Code": str(no), "Message": BEA}}

    def user(self, name: str) -> dict[str, Any]:
        for user in self.users.values():
            if name in (user["Username"], user["email"]):
                return user
        raise No("UserNotFoundException")

    def begun(self, asked: dict[str, Any]) -> dict[str, Any]:
        given = asked["AuthParameters"]
        if asked["AuthFlow"] == "REFRESH_TOKEN_AUTH":
            return self.tokens(self.of_token(given["REFRESH_TOKEN"], "refresh"), is_new=False)
        try:
            user = self.user(given["USERNAME"])
        except No:
            # As with PreventUserExistenceErrors.
            raise No("NotAuthorizedException") from None
        if given["PASSWORD"] != self.passwords.get(user["Username"], f"temporary {user['email']}"):
            raise No("NotAuthorizedException")
        if user["UserStatus"] == "FORCE_CHANGE_PASSWORD":
            return self.asks("NEW_PASSWORD_REQUIRED", user)
        if user["Username"] in self.preferred:
            return self.asks("SOFTWARE_TOKEN_MFA", user)
        return self.tokens(user)

    def asks(self, challenge: str, user: dict[str, Any]) -> dict[str, Any]:
        session = f"a session of more than twenty letters {len(self.sessions)}"
        self.sessions[session] = user["Username"]
        named = {"USER_ID_FOR_SRP": user["Username"]}
        return {"ChallengeName": challenge, "Session": session, "ChallengeParameters": named}

    def answered(self, asked: dict[str, Any]) -> dict[str, Any]:
        given = asked["ChallengeResponses"]
        user = self.user(given["USERNAME"])
        name = user["Username"]
        if self.sessions.get(asked["Session"]) != name:
            raise No("NotAuthorizedException")
        if asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED":
            if len(given["NEW_PASSWORD"]) < 12:
                raise No("InvalidPasswordException")
            self.passwords[name] = given["NEW_PASSWORD"]
            user["UserStatus"] = "CONFIRMED"
        elif given["SOFTWARE_TOKEN_MFA_CODE"] != code_of(self.apps[name]):
            raise No("CodeMismatchException")
        del self.sessions[asked["Session"]]
        return self.tokens(user)

    def forgot(self, asked: dict[str, Any]) -> dict[str, Any]:
        # With PreventUserExistenceErrors nobody is told that there is no such user.
        known = next((user for user in self.users.values() if user["email"] == asked["Username"]), None)
        if known and known["UserStatus"] == "FORCE_CHANGE_PASSWORD":
            raise No("NotAuthorizedException")
        if known:
            self.codes[known["email"]] = f"{len(self.codes) + 1:06}"
        return {"CodeDeliveryDetails": {"DeliveryMedium": "EMAIL"}}

    def renewed(self, asked: dict[str, Any]) -> dict[str, Any]:
        email = asked["Username"]
        if self.codes.get(email) != asked["ConfirmationCode"]:
            raise No("CodeMismatchException" if email in self.codes else "ExpiredCodeException")
        if len(asked["Password"]) < 12:
            raise No("InvalidPasswordException")
        del self.codes[email]
        self.passwords[self.user(email)["Username"]] = asked["Password"]
        return {}

    def tokens(self, user: dict[str, Any], *, is_new: bool = True) -> dict[str, Any]:
        name = user["Username"]
        tokens = {"IdToken": f"id {name}", "AccessToken": f"access {name}", "ExpiresIn": 3600}
        return {"AuthenticationResult": tokens | ({"RefreshToken": f"refresh {name}"} if is_new else {})}

    def of_token(self, token: str, kind: str) -> dict[str, Any]:
        said, _, name = token.partition(" ")
        if said != kind or name not in {user["Username"] for user in self.users.values()}:
            raise No("NotAuthorizedException")
        return self.user(name)

    def bearer(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self.of_token(asked["AccessToken"], "access")

    def shown(self, asked: dict[str, Any]) -> dict[str, Any]:
        user = self.bearer(asked)
        return {"Username": user["Username"], "UserAttributes": user["Attributes"]}

    def associated(self, asked: dict[str, Any]) -> dict[str, Any]:
        name = self.bearer(asked)["Username"]
        self.pending[name] = f"SECRET{len(self.pending)}OF{name.upper()}"
        return {"SecretCode": self.pending[name]}

    def verified(self, asked: dict[str, Any]) -> dict[str, Any]:
        name = self.bearer(asked)["Username"]
        if name not in self.pending or asked["UserCode"] != code_of(self.pending[name]):
            raise No("EnableSoftwareTokenMFAException")
        self.apps[name] = self.pending.pop(name)
        return {"Status": "SUCCESS"}

    def prefers(self, user: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
        on = asked["SoftwareTokenMfaSettings"]["Enabled"]
        change = self.preferred.add if on else self.preferred.discard
        change(user["Username"])
        return {}


@dataclass(frozen=True)
class World:
    people: People
    sign_ins: SignIns
    breaks: Callable[[str], object]
    codes: dict[str, str]


def _memory() -> World:
    people = MemoryPeople()
    sign_ins = MemorySignIns(people)
    return World(people, sign_ins, lambda _: pytest.skip("memory is never busy"), sign_ins.mailed)


def _cognito() -> World:
    people, pool = CognitoPeople("pool", "eu-west-3"), SigningPool()
    sign_ins = CognitoSignIns("pool", "client", "eu-west-3")

    def asked(model: Any, params: dict[str, Any], **_: object) -> tuple[object, dict[str, Any]]:
        answer = pool.answer(model.name, json.loads(params["body"]))
        status = 400 if "Error" in answer else 200
        return SimpleNamespace(status_code=status), {**answer, "ResponseMetadata": {"HTTPStatusCode": status}}

    for client in (people._client, sign_ins._client):
        # Its stubs say that nobody answers.
        events: Any = client.meta.events
        events.register("before-call.cognito-idp", asked)
    return World(people, sign_ins, lambda error: setattr(pool, "down", error), pool.codes)


@pytest.fixture(params=[_memory, _cognito], ids=["memory", "cognito"])
def world(request: pytest.FixtureRequest) -> World:
    made: World = request.param()
    made.people.invite("acme", BEA, "Bea")
    return made


def challenged(world: World, password: str = PASSWORD) -> Challenge:
    answer = world.sign_ins.begin("Bea@Acme.example", password)
    assert isinstance(answer, Challenge)
    return answer


@pytest.fixture
def bea(world: World) -> Granted:
    """Her tokens, once she has put a password of her own in the place of the mailed one."""
    challenge = challenged(world, TEMPORARY)
    assert challenge.kind == "new_password"
    granted = world.sign_ins.answer(challenge, PASSWORD)
    assert isinstance(granted, Granted)
    return granted


def enrolled(world: World, bea: Granted) -> str:
    secret = world.sign_ins.enrol(bea.access)
    world.sign_ins.confirm(bea.access, code_of(secret), "phone")
    return secret


def test_a_mailed_password_is_good_for_choosing_one_alone(world: World) -> None:
    challenge = challenged(world, TEMPORARY)
    with pytest.raises(Refused) as weak:
        world.sign_ins.answer(challenge, "short")
    assert [fault.code for fault in weak.value.faults] == ["password_too_weak"]
    assert isinstance(world.sign_ins.answer(challenge, PASSWORD), Granted)
    with pytest.raises(SignInRefused):
        world.sign_ins.answer(challenge, PASSWORD)


def test_a_wrong_password_and_an_address_nobody_has_are_refused_alike(world: World, bea: Granted) -> None:
    for email, password in ((BEA, TEMPORARY), (BEA, "x"), ("nobody@acme.example", PASSWORD)):
        with pytest.raises(SignInRefused):
            world.sign_ins.begin(email, password)
    assert world.sign_ins.begin(BEA, PASSWORD) == bea


def test_an_app_that_is_confirmed_is_asked_at_each_sign_in(world: World, bea: Granted) -> None:
    secret = enrolled(world, bea)
    challenge = challenged(world)
    assert challenge.kind == "authenticator_code"
    with pytest.raises(Refused) as wrong:
        world.sign_ins.answer(challenge, "000000")
    (fault,) = wrong.value.faults
    assert (fault.field, fault.code) == ("code", "authenticator_code_wrong")
    assert world.sign_ins.answer(challenge, code_of(secret)) == bea


def test_an_app_that_is_not_confirmed_changes_nothing(world: World, bea: Granted) -> None:
    world.sign_ins.enrol(bea.access)
    with pytest.raises(Refused):
        world.sign_ins.confirm(bea.access, "000000", "phone")
    assert world.sign_ins.begin(BEA, PASSWORD) == bea


def test_who_forgot_the_password_sets_another_with_the_mailed_code(world: World, bea: Granted) -> None:
    world.sign_ins.send_code("Bea@Acme.example")
    code = world.codes[BEA]
    for given, password, fault in (
        ("x", "Another horse 2 battery", ("code", "mailed_code_wrong")),
        (code, "short", ("password", "password_too_weak")),
    ):
        with pytest.raises(Refused) as refused:
            world.sign_ins.renew(BEA, given, password)
        assert [(one.field, one.code) for one in refused.value.faults] == [fault]
    world.sign_ins.renew(BEA, code, "Another horse 2 battery")
    with pytest.raises(SignInRefused):
        world.sign_ins.begin(BEA, PASSWORD)
    assert world.sign_ins.begin(BEA, "Another horse 2 battery") == bea
    with pytest.raises(Refused):
        world.sign_ins.renew(BEA, code, PASSWORD)


def test_who_does_not_sign_in_gets_no_code_and_is_not_told(world: World) -> None:
    for email in (BEA, "nobody@acme.example"):
        world.sign_ins.send_code(email)
        with pytest.raises(Refused):
            world.sign_ins.renew(email, "000001", PASSWORD)
    assert world.codes == {}


def test_turned_off_the_password_is_enough(world: World, bea: Granted) -> None:
    enrolled(world, bea)
    world.sign_ins.turn_off(bea.access)
    assert world.sign_ins.begin(BEA, PASSWORD) == bea


def test_turned_off_for_who_lost_their_app(world: World, bea: Granted) -> None:
    enrolled(world, bea)
    world.sign_ins.turn_off_for(world.sign_ins.subject_of(bea.access))
    world.sign_ins.turn_off_for("who left")
    assert world.sign_ins.begin(BEA, PASSWORD) == bea


def test_a_session_is_of_one_person(world: World, bea: Granted) -> None:
    enrolled(world, bea)
    challenge = challenged(world)
    for forged in (
        Challenge(challenge.kind, "somebody", challenge.session),
        Challenge(challenge.kind, challenge.person, "another session of twenty letters"),
    ):
        with pytest.raises(SignInRefused):
            world.sign_ins.answer(forged, "000000")


def test_new_tokens_come_for_a_refresh_token_and_for_no_other(world: World, bea: Granted) -> None:
    assert bea.refresh
    assert world.sign_ins.refresh(bea.refresh) == Granted(bea.identity, bea.access, None, bea.seconds)
    for token in (bea.access, bea.identity, "x"):
        with pytest.raises(SignInRefused):
            world.sign_ins.refresh(token)


def test_only_an_access_token_changes_the_sign_in(world: World, bea: Granted) -> None:
    for token in (bea.identity, "x"):
        for change in (world.sign_ins.enrol, world.sign_ins.subject_of, world.sign_ins.turn_off):
            with pytest.raises(SignInRefused):
                change(token)


@pytest.mark.parametrize("error", ["TooManyRequestsException", "LimitExceededException"])
def test_a_pool_that_is_busy_is_tried_later(world: World, error: str) -> None:
    world.breaks(error)
    with pytest.raises(SignInLater):
        world.sign_ins.begin(BEA, PASSWORD)
