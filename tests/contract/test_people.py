"""Who can sign in keeps its contract: in memory, and in a user pool as Cognito is documented to be."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from relance.gateways.people import CognitoPeople
from relance.store.memory_api import MemoryPeople
from relance.usecases.ports.callers import People

BEA = "bea@acme.example"


@dataclass
class UserPool:
    """Users by address; `mailed` are the addresses a password was mailed to."""

    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    mailed: list[str] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        known = next(
            (u for u in self.users.values() if asked["Username"] in (u["Username"], u["email"])), None
        )
        if operation == "AdminCreateUser":
            return self.created(asked, known)
        if known is None:
            return {"Error": {"Code": "UserNotFoundException", "Message": ""}}
        if operation == "AdminDeleteUser":
            del self.users[known["email"]]
            return {}
        return {**known, "UserAttributes": known["Attributes"]}

    def created(self, asked: dict[str, Any], known: dict[str, Any] | None) -> dict[str, Any]:
        if known and (asked.get("MessageAction") != "RESEND" or known["UserStatus"] == "CONFIRMED"):
            return {"Error": {"Code": "UsernameExistsException", "Message": ""}}
        user = known or self.added(asked)
        self.mailed.append(user["email"])
        return {"User": user}

    def added(self, asked: dict[str, Any]) -> dict[str, Any]:
        email, name = asked["Username"], f"subject-{next(self.numbers)}"
        attributes = [*asked["UserAttributes"], {"Name": "sub", "Value": name}]
        state = "FORCE_CHANGE_PASSWORD"
        self.users[email] = {"Username": name, "email": email, "Attributes": attributes, "UserStatus": state}
        return self.users[email]


@dataclass(frozen=True)
class World:
    people: People
    mailed: list[str]
    signs_in: Callable[[str], None]


def _memory() -> World:
    people = MemoryPeople()
    return World(people, people.invited, people.signs_in)


def _cognito() -> World:
    people, pool = CognitoPeople("pool", "eu-west-3"), UserPool()

    def asked(model: Any, params: dict[str, Any], **_: object) -> tuple[object, dict[str, Any]]:
        answer = pool.answer(model.name, json.loads(params["body"]))
        return SimpleNamespace(status_code=400 if "Error" in answer else 200), answer

    # Its stubs say that nobody answers.
    events: Any = people._client.meta.events
    events.register("before-call.cognito-idp", asked)
    return World(people, pool.mailed, lambda email: pool.users[email].update(UserStatus="CONFIRMED"))


@pytest.fixture(params=[_memory, _cognito], ids=["memory", "cognito"])
def world(request: pytest.FixtureRequest) -> World:
    made: World = request.param()
    return made


def test_somebody_new_gets_a_sign_in_and_a_password(world: World) -> None:
    person = world.people.invite("acme", "Bea@Acme.example", "Bea")
    assert (person.org, person.email, person.waiting) == ("acme", BEA, True)
    assert world.mailed == [BEA]


def test_who_waits_is_mailed_again_by_their_organization_alone(world: World) -> None:
    person = world.people.invite("acme", BEA, "Bea")
    assert world.people.invite("acme", BEA, "Bea") == person
    assert world.people.invite("other", BEA, "Bea") == person
    assert world.mailed == [BEA, BEA]


def test_who_has_signed_in_is_mailed_no_more(world: World) -> None:
    world.people.invite("acme", BEA, "Bea")
    world.signs_in(BEA)
    assert world.people.invite("acme", BEA, "Bea").waiting is False
    assert world.mailed == [BEA]


def test_only_that_very_sign_in_is_ended(world: World) -> None:
    first = world.people.invite("acme", BEA, "Bea")
    world.people.remove("acme", first.subject, "Bea@Acme.example")
    second = world.people.invite("acme", BEA, "Bea")
    assert second.subject != first.subject

    world.people.remove("acme", first.subject, BEA)
    world.people.remove("other", second.subject, BEA)
    assert world.people.invite("acme", BEA, "Bea") == second

    world.people.remove("acme", second.subject, BEA)
    world.people.remove("acme", second.subject, BEA)
    assert world.people.invite("other", BEA, "Bea").org == "other"
