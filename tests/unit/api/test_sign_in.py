"""Signing in through the API, with an authenticator app: who may, what is told, and what is noted of it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any

import pytest

from relance.api.app import Api
from relance.domain.organization import Role
from relance.house import House
from relance.store.memory_sign_ins import code_of
from relance.usecases.organization.authorize import Caller
from tests.unit.api.client import Client, Reply

BEA, TEMPORARY = "bea@acme.example", "temporary bea@acme.example"
PASSWORD = "Correct horse 1 battery"  # noqa: S105  # of nobody
APP = "/members/me/authenticator"


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()


@pytest.fixture
def bea(acme: Client, house: House, nobody: Client) -> Client:
    """Bea, who was invited and has chosen a password."""
    made = acme.post("/members", {"name": "Bea", "email": BEA})
    said = signs_in(nobody, TEMPORARY)
    assert said["challenge"]["kind"] == "new_password"
    assert answered(nobody, said, PASSWORD).status == 200
    return Client(Api(house), Caller("acme", made.json["id"], Role.COLLECTOR, "member"))


def signs_in(nobody: Client, password: str = PASSWORD) -> Any:
    reply = nobody.post("/sign-in", {"email": BEA, "password": password})
    assert reply.status == 200, reply
    return reply.json


def answered(nobody: Client, said: Any, answer: str, language: str = "en") -> Reply:
    given = {"session": said["challenge"]["session"], "answer": answer}
    return nobody.post("/sign-in/answer", given, {"Accept-Language": language})


def path(member: Client) -> str:
    assert member.caller
    return f"/members/{member.caller.id}"


def access(nobody: Client) -> dict[str, str]:
    return {"access_token": signs_in(nobody)["tokens"]["access_token"]}


def enrolled(bea: Client, nobody: Client) -> str:
    """The secret of an app that is asked from now on."""
    token = access(nobody)
    app = bea.post(APP, token).json
    assert app["uri"] == f"otpauth://totp/Relance%3Abea%40acme.example?secret={app['secret']}&issuer=Relance"
    assert bea.post(f"{APP}/confirm", {**token, "code": code_of(app["secret"])}).status == 204
    return str(app["secret"])


def test_the_tokens_of_a_sign_in_open_the_api(bea: Client, nobody: Client, house: House) -> None:
    tokens = signs_in(nobody)["tokens"]
    assert house.authorize.run(f"Bearer {tokens['id_token']}") == bea.caller
    again = nobody.post("/sign-in/refresh", {"refresh_token": tokens["refresh_token"]}).json["tokens"]
    assert (again["id_token"], again["refresh_token"]) == (tokens["id_token"], None)


def test_an_app_is_asked_until_it_is_turned_off(bea: Client, nobody: Client) -> None:
    secret = enrolled(bea, nobody)
    said = signs_in(nobody)
    assert (said["tokens"], said["challenge"]["kind"]) == (None, "authenticator_code")
    tokens = answered(nobody, said, code_of(secret)).json["tokens"]
    assert bea.post(f"{APP}/off", {"access_token": tokens["access_token"]}).status == 204
    assert signs_in(nobody)["tokens"]


@pytest.mark.parametrize(("language", "word"), [("en", "authenticator app"), ("fr", "l'application")])
def test_a_wrong_code_is_told_and_may_be_given_again(
    bea: Client, nobody: Client, language: str, word: str
) -> None:
    secret = enrolled(bea, nobody)
    said = signs_in(nobody)
    reply = answered(nobody, said, "000000", language)
    assert (reply.status, reply.faults) == (422, {"code": "authenticator_code_wrong"})
    assert word in reply.json["errors"][0]["message"]
    assert answered(nobody, said, code_of(secret)).status == 200


def test_a_password_that_is_too_weak_is_told(acme: Client, nobody: Client) -> None:
    acme.post("/members", {"name": "Bea", "email": BEA})
    reply = answered(nobody, signs_in(nobody, TEMPORARY), "short")
    assert (reply.status, reply.faults) == (422, {"answer": "password_too_weak"})


@pytest.mark.parametrize(
    ("where", "body"),
    [
        ("", {"email": BEA, "password": "wrong"}),
        ("", {"email": "nobody@acme.example", "password": PASSWORD}),
        ("/refresh", {"refresh_token": "x"}),
        *(
            ("/answer", {"session": session, "answer": "000000"})
            for session in (
                *("made up", "\u00e9", b64(b"[]"), b64(b'["a", 1, 2]'), b64(b'[[], "a", "b"]')),
                *(b64(b'["new_password", 1, 2]'), b64(b"\xff"), b64(b"[" * 5000)),
            )
        ),
    ],
)
def test_what_is_wrong_is_refused_without_saying_which(
    bea: Client, nobody: Client, where: str, body: dict[str, str]
) -> None:
    reply = nobody.post(f"/sign-in{where}", body)
    assert (reply.status, reply.code) == (401, "sign_in_refused")


def test_who_is_a_member_no_more_gets_no_tokens(bea: Client, nobody: Client, house: House) -> None:
    tokens = signs_in(nobody)["tokens"]
    # The removal broke off before the sign-in was ended.
    organization = house.organizations.get("acme")
    left = {of: replace(known, active=known.email != BEA) for of, known in organization.members.items()}
    house.organizations.save(replace(organization, members=left))
    assert nobody.post("/sign-in", {"email": BEA, "password": PASSWORD}).code == "sign_in_refused"
    refreshing = {"refresh_token": tokens["refresh_token"]}
    assert nobody.post("/sign-in/refresh", refreshing).code == "sign_in_refused"


@pytest.mark.parametrize(
    ("where", "body"),
    [("", {}), ("/confirm", {"code": "000000"}), ("/off", {}), ("/off", {"access_token": "x"})],
)
def test_nobody_changes_anothers_sign_in(
    acme: Client, bea: Client, nobody: Client, where: str, body: dict[str, str]
) -> None:
    reply = acme.post(f"{APP}{where}", {**access(nobody), **body})
    assert (reply.status, reply.faults) == (422, {"access_token": "access_token_not_yours"})


def test_an_administrator_helps_who_lost_their_app_and_nobody_else_does(
    acme: Client, other: Client, bea: Client, nobody: Client
) -> None:
    enrolled(bea, nobody)
    assert bea.delete(f"{path(bea)}/authenticator").code == "role_too_low"
    assert other.delete(f"{path(bea)}/authenticator").status == 404
    assert acme.delete(f"{path(bea)}/authenticator").status == 204
    assert signs_in(nobody)["tokens"]


def test_it_is_noted_who_signed_in_and_changed_their_sign_in_and_no_secret_of_it(
    acme: Client, bea: Client, nobody: Client
) -> None:
    secret = enrolled(bea, nobody)
    assert answered(nobody, signs_in(nobody), code_of(secret)).status == 200
    lines = acme.get("/audit").json["items"]
    told = {line["operation"] for line in lines if f"/members/{line['by']}" == path(bea)}
    assert {"sign_in", "answer_sign_in", "enrol_authenticator", "confirm_authenticator"} <= told
    assert not any(private in str(lines) for private in (secret, "access ", PASSWORD, code_of(secret)))


def test_a_secret_is_never_kept_for_a_repetition(bea: Client, nobody: Client) -> None:
    token = access(nobody)
    first, second = (bea.post(APP, token, {"Idempotency-Key": "one"}).json for _ in range(2))
    assert first["secret"] != second["secret"]


def test_guessing_at_one_person_is_slowed_down(nobody: Client) -> None:
    guesses = [nobody.post("/sign-in", {"email": BEA, "password": f"{n}"}).status for n in range(11)]
    assert guesses == [401] * 10 + [429]
