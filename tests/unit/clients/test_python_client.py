"""The Python client against the API in process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest
from relance_client import ImportTimeout, Problem, Relance, path_id

from relance.api.app import Api
from relance.contracts.api.base import path_id as of_the_api
from relance.domain.organization import Member, Organization, Role
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.usecases.organization.authorize import Caller
from relance.usecases.ports.importing import ImportOutcome
from tests.unit.api.conftest import START
from tests.unit.api.gateway import Gateway


@dataclass
class Between(httpx.BaseTransport):
    """Hands requests to the API. `faults` come first, one a request: an error before or after it is done."""

    inner: httpx.BaseTransport
    faults: list[tuple[str, Exception | int]] = field(default_factory=list)
    seen: list[httpx.Request] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        when, what = self.faults.pop(0) if self.faults else ("", 0)
        if when == "after":
            self.inner.handle_request(request)
        if isinstance(what, Exception):
            raise what
        if what:
            return httpx.Response(what, text="a proxy's own words", request=request)
        return self.inner.handle_request(request)


@pytest.fixture
def house() -> House:
    house = MemoryWorld.starting(START).house
    ada = Member("ada", "Ada Admin", "ada@acme.example", Role.ADMIN)
    house.organizations.save(Organization("acme", "Acme", language="en", members={"ada": ada}))
    return house


@pytest.fixture
def uploads() -> list[bytes]:
    return []


@pytest.fixture
def between(house: House, uploads: list[bytes]) -> Between:
    def uploaded(environ: dict[str, object]) -> int:
        uploads.append(environ["wsgi.input"].read())  # type: ignore[attr-defined]  # WSGI's stream
        return 204

    callers = {"Bearer right": Caller("acme", "ada", Role.ADMIN, "member")}
    return Between(httpx.WSGITransport(app=Gateway(Api(house), callers, uploaded)))


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def relance(between: Between, waits: list[float]) -> Iterator[Relance]:
    with Relance("https://api.example.com", "right", transport=between, sleep=waits.append) as client:
        yield client


NEW = {"id": "C/1", "name": "Zoé"}


def test_what_is_made_is_read_and_changed(relance: Relance) -> None:
    made = relance.create("/customers", NEW)
    assert relance.get(f"/customers/{path_id('C/1')}") == made
    assert relance.change(f"/customers/{made['id']}", {"language": "fr"})["language"] == "fr"


def test_a_list_is_read_page_by_page_as_it_is_used(relance: Relance, between: Between) -> None:
    for number in range(5):
        relance.create("/customers", {"id": f"C-{number}", "name": "Zoé"})
    between.seen.clear()
    items = relance.items("/customers", limit=2, q=None)
    assert [next(items)["id"], len(between.seen)] == ["C-0", 1]
    assert [item["id"] for item in items] == ["C-1", "C-2", "C-3", "C-4"]
    assert len(between.seen) == 3


def test_a_thing_is_set_to_what_is_given(relance: Relance) -> None:
    put = relance.put("/organization/sender-domain", {"domain": "acme.example"})
    assert (put["domain"], put) == ("acme.example", relance.get("/organization/sender-domain"))


def test_a_put_may_name_what_it_changes(relance: Relance) -> None:
    relance.create("/customers", NEW)
    amount = {"minor": 100, "currency": "EUR"}
    paid = {"id": "P-1", "received_on": "2026-11-01", "amount": amount}
    relance.create("/customers/C~2F1/payments", paid)
    path = "/customers/C~2F1/payments/P-1"
    put = relance.put(f"{path}/allocations", {"allocations": []}, if_match=relance.etag(path))
    assert put["unapplied"] == amount


def test_a_contact_is_deleted(relance: Relance) -> None:
    relance.create("/customers", NEW)
    made = relance.create("/customers/C~2F1/contacts", {"name": "Zoé"})
    relance.delete(f"/customers/C~2F1/contacts/{made['id']}")
    assert list(relance.items("/customers/C~2F1/contacts")) == []


def test_a_refusal_is_an_exception_with_its_code_and_its_fields(relance: Relance) -> None:
    with pytest.raises(Problem, match="id: It is missing") as refused:
        relance.create("/customers", {"name": "Zoé"})
    problem = refused.value
    assert (problem.status, problem.code, problem.request_id) == (422, "invalid", "request-1")
    assert [(error.field, error.code) for error in problem.errors] == [("id", "missing")]


def test_a_wrong_token_is_told(between: Between) -> None:
    client = Relance("https://api.example.com", "wrong", transport=between)
    with client, pytest.raises(Problem) as refused:
        client.get("/customers")
    assert refused.value.code == "not_signed_in"


LOST = httpx.ReadTimeout("lost")


@pytest.mark.parametrize("fault", [("before", LOST), ("after", LOST), ("after", 502), ("before", 503)])
def test_what_is_made_is_made_once_whatever_happens_on_the_way(
    relance: Relance, between: Between, fault: tuple[str, Exception | int]
) -> None:
    between.faults.append(fault)
    assert relance.create("/customers", NEW)["name"] == "Zoé"
    first, again = between.seen
    assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"]
    assert len(list(relance.items("/customers"))) == 1


def test_two_things_are_made_under_two_keys_unless_the_key_is_given(
    relance: Relance, between: Between
) -> None:
    relance.create("/customers", {**NEW, "id": "1"})
    relance.create("/customers", {**NEW, "id": "2"})
    relance.create("/customers", {**NEW, "id": "3"}, key="mine")
    keys = [request.headers["Idempotency-Key"] for request in between.seen]
    assert len(set(keys)) == 3
    assert keys[-1] == "mine"


@pytest.mark.parametrize("fault", [("after", LOST), ("after", 502)])
def test_a_change_that_may_be_done_is_not_repeated(
    relance: Relance, between: Between, fault: tuple[str, Exception | int]
) -> None:
    relance.create("/customers", NEW)
    between.seen.clear()
    between.faults += [("", 0), fault]
    with pytest.raises((Problem, httpx.ReadTimeout)):
        relance.change("/customers/C~2F1", {"language": "fr"})
    assert [request.method for request in between.seen] == ["GET", "PATCH"]


def test_a_change_that_was_not_done_is_repeated(relance: Relance, between: Between) -> None:
    relance.create("/customers", NEW)
    between.faults += [("", 0), ("before", 503), ("before", httpx.ConnectError("nobody"))]
    assert relance.change("/customers/C~2F1", {"language": "fr"})["language"] == "fr"


def test_a_caller_too_fast_waits_as_long_as_it_is_told(
    relance: Relance, house: House, waits: list[float]
) -> None:
    with pytest.raises(Problem) as refused:
        for _ in range(200):
            relance.get("/customers")
    assert refused.value.code == "too_many_requests"
    assert waits == [1.0, 1.0, 1.0]


def test_it_gives_up_after_some_tries(relance: Relance, between: Between, waits: list[float]) -> None:
    between.faults += [("before", LOST)] * 10
    with pytest.raises(httpx.ReadTimeout):
        relance.get("/customers")
    assert waits == [0.5, 1.0, 2.0]


def test_words_of_a_proxy_are_a_problem_too(relance: Relance, between: Between) -> None:
    between.faults.append(("before", 403))
    with pytest.raises(Problem, match="a proxy's own words"):
        relance.get("/customers")


def finish(house: House, import_id: str) -> None:
    """What the import function does in the end."""
    line = house.imports.lines.get("acme", import_id)
    house.imports.lines.save(replace(line, outcome=ImportOutcome.PROCESSED, rows=3, content="c"))


def test_a_file_is_uploaded_and_followed_until_it_is_read(
    between: Between, house: House, uploads: list[bytes], tmp_path: Path
) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("number\nF-1\n")
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            finish(house, house.imports.lines.page("acme", 1).lines[0].id)

    with Relance("https://api.example.com", "right", transport=between, sleep=sleep) as client:
        done = client.import_file(ledger)

    assert (done["progress"], done["rows"]) == ("processed", 3)
    assert b"number\nF-1\n" in uploads[0]
    (upload,) = (request for request in between.seen if request.url.host == "uploads.example.com")
    assert "Authorization" not in upload.headers


def test_a_file_that_takes_too_long_goes_on_without_us(relance: Relance, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("number\nF-1\n")
    with pytest.raises(ImportTimeout) as late:
        relance.import_file(ledger, patience=3)
    assert relance.get(f"/imports/{late.value.import_id}")["progress"] == "awaiting_file"


@pytest.mark.parametrize("text", ["C-1", "F/2026/001", "é ~%", "日本", "a#b?c"])
def test_ids_in_paths_are_written_as_the_api_writes_them(text: str) -> None:
    assert path_id(text) == of_the_api(text)
