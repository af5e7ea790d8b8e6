"""Several to-dos in one call, counts of the simulation, and Ignore undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from relance.domain.inbox import EntryState
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import call, drafted, email, owes, published, until
from tests.unit.api.test_inbox import mail


@pytest.fixture
def todos(acme: Client, world: MemoryWorld) -> list[dict[str, str]]:
    published(acme, call(6), email(9))
    for number in range(3):
        owes(acme, f"F-{number}", "2026-10-27", customer=f"C-{number}")
    world.tick()
    return [{"customer": t["customer"], "task": t["id"]} for t in acme.get("/tasks").json["items"]]


class TestSeveralToDos:
    def test_each_is_handled_by_itself(self, acme: Client, todos: list[dict[str, str]]) -> None:
        first, second, third = todos
        acme.post(f"/customers/{first['customer']}/tasks/{first['task']}/done")
        nobodys = {"customer": "C-1", "task": "nobodys"}

        reply = acme.post("/tasks/handle", {"action": "skip", "tasks": [first, second, nobodys, third]})

        assert reply.json["handled"] == 2
        codes = [item["problem"] and item["problem"]["code"] for item in reply.json["items"]]
        assert codes == ["invalid", None, "not_found", None]
        assert [item["task"] and item["task"]["state"] for item in reply.json["items"]] == [
            *(None, "skipped", None, "skipped")
        ]
        assert acme.get("/tasks").json["items"] == []

    def test_postponed_and_given(self, acme: Client, todos: list[dict[str, str]]) -> None:
        given = acme.post("/tasks/handle", {"action": "give", "tasks": todos, "owner": "ada"})
        assert [item["task"]["owner"] for item in given.json["items"]] == ["ada"] * 3
        nobodys = acme.post("/tasks/handle", {"action": "give", "tasks": todos, "owner": None})
        assert [item["task"]["owner"] for item in nobodys.json["items"]] == [None] * 3
        later = acme.post("/tasks/handle", {"action": "postpone", "tasks": todos, "until": "2026-11-04"})
        assert [item["task"]["due_on"] for item in later.json["items"]] == ["2026-11-04"] * 3

    def test_what_cannot_be_asked(self, acme: Client, todos: list[dict[str, str]]) -> None:
        assert acme.post("/tasks/handle", {"action": "postpone", "tasks": todos}).faults == {
            "until": "missing"
        }
        for wrong in ([], todos * 9):
            assert acme.post("/tasks/handle", {"action": "done", "tasks": wrong}).status == 422

    def test_one_named_twice_is_handled_once(self, acme: Client, todos: list[dict[str, str]]) -> None:
        reply = acme.post("/tasks/handle", {"action": "done", "tasks": todos[:1] * 2})

        assert (len(reply.json["items"]), reply.json["handled"]) == (1, 1)


class TestCountsOfTheSimulation:
    def days(self, acme: Client, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor: dict[str, Any] = {}
        while True:
            page = acme.get("/simulation/days", **query, **cursor).json
            found = found or page["items"]
            if found is not page["items"]:
                for day, more in zip(found, page["items"], strict=True):
                    for name in ("leaves", "todo", "held", "waits", "nothing"):
                        day[name] += more[name]
            if page["next"] is None:
                return found
            cursor = {"cursor": page["next"]}

    def test_days_count_customers_by_what_they_do(self, acme: Client) -> None:
        published(acme, email(7), email(9))
        for number in range(3):
            owes(acme, f"F-{number}", "2026-10-27", customer=f"C-{number}")
        acme.post("/customers/C-2/pause", {})

        days = self.days(acme, first="2026-11-02", last="2026-11-06")

        assert [day["leaves"] for day in days] == [0, 2, 0, 2, 0]
        assert [day["held"] for day in days] == [1] * 5
        assert all(sum(day[n] for n in ("leaves", "todo", "held", "waits", "nothing")) == 3 for day in days)
        assert days[1]["asked"] == [{"minor": 200_00, "currency": "EUR"}]
        shown = [day["leaves"] for day in self.days(acme, first="2026-11-02", last="2026-11-06", limit=1)]
        assert shown == [0, 2, 0, 2, 0]

    def test_they_are_what_the_simulation_says(self, acme: Client) -> None:
        published(acme, email(7), call(9))
        owes(acme, "F-1", "2026-10-27")

        for day in self.days(acme, last="2026-11-20"):
            rows = acme.get("/simulation", first=day["day"]).json["items"]
            assert day["leaves"] + day["todo"] == any(row["will_act"] for row in rows), day

    def test_of_a_draft(self, acme: Client) -> None:
        published(acme, email(7))
        owes(acme, "F-1", "2026-10-27")
        draft = drafted(acme, email(8), email(10))

        assert acme.get("/simulation/days", draft="nobodys").status == 404
        same = self.days(acme, last="2026-11-06", draft=draft)
        assert [day["leaves"] for day in same] == [0, 1, 0, 0, 0]

    def test_of_what_a_plan_in_force_would_become(self, acme: Client) -> None:
        plan = published(acme, email(7))
        owes(acme, "F-1", "2026-10-27")
        acme.post(f"/plans/{plan}/draft", {})
        draft = acme.get(f"/plans/{plan}/draft")
        step = {**email(9), "id": draft.json["steps"][0]["id"]}
        changed = acme.call("PATCH", f"/plans/{plan}/draft", {"steps": [step]}, {"If-Match": draft.etag})
        assert changed.status == 200, changed

        assert [day["leaves"] for day in self.days(acme, last="2026-11-06")] == [0, 1, 0, 0, 0]
        assert [d["leaves"] for d in self.days(acme, last="2026-11-06", draft=plan)] == [0, 0, 0, 1, 0]

    def test_at_most_31_days(self, acme: Client) -> None:
        assert acme.get("/simulation/days", first="2026-11-02", last="2026-12-31").status == 422


class TestIgnoreUndone:
    @pytest.fixture
    def reply(self, acme: Client, world: MemoryWorld) -> str:
        published(acme, email(7))
        owes(acme, "F-1", "2026-10-27")
        return mail(world.house)

    def test_the_reply_waits_again_and_holds_the_plan(
        self, acme: Client, world: MemoryWorld, reply: str
    ) -> None:
        before = acme.get(f"/inbox/{reply}").json
        acme.post(f"/inbox/{reply}/ignore")
        assert acme.get("/tasks", kind="reply").json["items"] == []

        again = acme.post(f"/inbox/{reply}/take-up-again")

        assert (again.status, again.json["state"], before["state"]) == (200, "pending", "pending")
        assert len(acme.get("/tasks", kind="reply").json["items"]) == 1
        assert [hold["kind"] for hold in acme.get("/customers/C-1").json["holds"]] == ["reply"]
        assert acme.post(f"/inbox/{reply}/take-up-again").json["state"] == "pending"
        until(world, "2026-11-05")
        assert not world.mailer.sent
        assert acme.post(f"/inbox/{reply}/ignore").json["state"] == "ignored"
        until(world, "2026-11-13")
        assert len(world.mailer.sent) == 1

    def test_what_was_handled_otherwise_stays(self, acme: Client, reply: str) -> None:
        acme.post(f"/inbox/{reply}/pause", {})

        assert acme.post(f"/inbox/{reply}/take-up-again").faults == {"entry": "reply_not_ignored"}

    def test_a_worker_that_died_between_account_and_entry_is_finished_for(
        self, acme: Client, world: MemoryWorld, reply: str
    ) -> None:
        house = world.house
        acme.post(f"/inbox/{reply}/ignore")
        acme.post(f"/inbox/{reply}/take-up-again")
        entry = house.inbox.get("acme", reply)
        house.inbox.update(replace(entry, state=EntryState.IGNORED, look_at=None))

        assert acme.post(f"/inbox/{reply}/take-up-again").json["state"] == "pending"
        assert len(acme.get("/tasks", kind="reply").json["items"]) == 1
        assert len(acme.get("/customers/C-1").json["holds"]) == 1
