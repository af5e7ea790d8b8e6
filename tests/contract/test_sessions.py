"""Every store of sessions keeps the same promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from relance.store.dynamo.sessions import DynamoSessions
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Wire
from relance.store.memory_api import MemorySessions
from relance.usecases.ports.callers import Session, Sessions

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ADA = Session("acme", "ada", "5e55", NOW, NOW)


def _dynamo(tables: Tables, wire: Wire) -> Sessions:
    return DynamoSessions(tables.settings, wire)


STORES: dict[str, Callable[[pytest.FixtureRequest], Sessions]] = {
    "memory": lambda _: MemorySessions(),
    "dynamo-moto": lambda request: _dynamo(*request.getfixturevalue("moto_tables")),
    "dynamo-local": lambda request: _dynamo(*request.getfixturevalue("local_tables")),
}


@pytest.fixture(params=STORES)
def sessions(request: pytest.FixtureRequest) -> Sessions:
    return STORES[request.param](request)


def keep(sessions: Sessions, *kept: Session) -> None:
    for session in kept:
        sessions.keep(session, session.used_at + timedelta(hours=12))


def test_a_session_is_found_by_its_organization_member_and_id(sessions: Sessions) -> None:
    keep(sessions, ADA)
    assert sessions.get("acme", "ada", "5e55") == ADA
    assert sessions.get("other", "ada", "5e55") is None
    assert sessions.get("acme", "bob", "5e55") is None
    assert sessions.get("acme", "ada", "another") is None


def test_a_session_that_is_used_is_kept_anew(sessions: Sessions) -> None:
    used = replace(ADA, used_at=NOW + timedelta(hours=1))
    keep(sessions, ADA, used)
    assert list(sessions.of("acme", "ada")) == [used]


def test_the_sessions_of_a_member_are_listed_and_ended_one_by_one(sessions: Sessions) -> None:
    second, bobs = replace(ADA, id="6e66"), replace(ADA, member="bob")
    keep(sessions, ADA, second, bobs)
    assert list(sessions.of("acme", "ada")) == [ADA, second]
    sessions.end("acme", "ada", ADA.id)
    sessions.end("acme", "ada", ADA.id)
    assert list(sessions.of("acme", "ada")) == [second]
    assert list(sessions.of("acme", "bob")) == [bobs]
