"""What would leave is seen and confirmed before sending is switched on, by people and programs alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from relance.api.app import Api
from relance.domain.organization import Organization, Role
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.usecases.importing.import_file import ImportFile
from relance.usecases.organization import switch_sending
from relance.usecases.organization.authorize import Caller
from tests.unit.api.client import Client, Reply
from tests.unit.api.company import ACCOUNT, drafted, email, owes, pays, publish, published, until
from tests.unit.api.test_imports import Drops, files, work, worker

__all__ = ["files", "worker"]


@pytest.fixture
def new(house: House, nobody: Client) -> Client:
    """The administrator of an organization that signed up today, and said how its customers pay."""
    told = {"organization": "New", "name": "Ada", "email": "ada@new.example", "language": "en"}
    made = nobody.post("/sign-up", told).json
    client = Client(Api(house), Caller(made["organization"], made["member"], Role.ADMIN, "member"))
    assert client.edit("/organization", {"bank_details": ACCOUNT}).status == 200
    return client


def switch(client: Client, confirm: str | None = None) -> Reply:
    return client.post("/organization/sending", {"on": True, "confirm": confirm})


def preview(client: Client) -> Any:
    return client.get("/organization/sending").json


def test_the_first_switch_on_shows_what_would_leave(new: Client, world: MemoryWorld) -> None:
    published(new, email(7), {"kind": "call", "offset_days": 15})
    owes(new, "F-1", "2026-10-20", "C-1")
    owes(new, "F-2", "2026-10-21", "C-2")

    refused = switch(new)

    assert (refused.status, refused.code) == (409, "sending_unconfirmed")
    shown = refused.json["preview"]
    assert shown == preview(new)
    assert shown["needs_confirming"] is True
    assert (shown["complete"], shown["customers_looked_at"]) == (True, 2)
    # Enrolled on 2 November: nothing leaves on that day.
    assert [(day["day"], day["emails"], day["customers"], day["tasks"]) for day in shown["days"]] == [
        ("2026-11-03", 2, 2, 0),
        ("2026-11-04", 0, 0, 1),
        ("2026-11-05", 0, 0, 1),
    ]
    assert [(row["day"], row["customer"], row["decision"]["kind"]) for row in shown["first"]] == [
        ("2026-11-03", "C-1", "execute"),
        ("2026-11-03", "C-2", "execute"),
        ("2026-11-04", "C-1", "create_task"),
        ("2026-11-05", "C-2", "create_task"),
    ]
    assert new.get("/organization").json["sending"] is False
    until(world, "2026-11-04")
    assert not world.mailer.sent

    # On the 4th what leaves first is another day's.
    changed = switch(new, shown["confirm"])
    assert (changed.status, changed.code) == (409, "sending_changed")
    assert switch(new, changed.json["preview"]["confirm"]).json["sending"] is True
    until(world, "2026-11-06")
    assert len(world.mailer.sent) == 2


def test_it_is_done_as_it_was_shown(new: Client, world: MemoryWorld) -> None:
    published(new, email(7))
    owes(new, "F-1", "2026-10-20")
    assert switch(new, preview(new)["confirm"]).json["sending"] is True
    until(world, "2026-11-03")
    assert len(world.mailer.sent) == 1


def a_payment(client: Client, world: MemoryWorld) -> None:
    pays(client, "F-1", amount=10_00)


def an_invoice(client: Client, world: MemoryWorld) -> None:
    owes(client, "F-9", "2026-10-21", "C-9")


def a_plan(client: Client, world: MemoryWorld) -> None:
    publish(client, drafted(client, email(3)), as_default=True)


def other_bank_details(client: Client, world: MemoryWorld) -> None:
    client.edit("/organization", {"bank_details": {**ACCOUNT, "holder": "Another"}})


def another_window(client: Client, world: MemoryWorld) -> None:
    window = {"days": ["friday"], "opens": "08:00", "minutes": 60}
    client.edit("/organization", {"window": window})


def the_next_day(client: Client, world: MemoryWorld) -> None:
    world.clock.forward(timedelta(days=1))


@pytest.mark.parametrize(
    "happens", [a_payment, an_invoice, a_plan, other_bank_details, another_window, the_next_day]
)
def test_what_was_confirmed_holds_until_it_changes(new: Client, world: MemoryWorld, happens: Any) -> None:
    published(new, email(7))
    owes(new, "F-1", "2026-10-20")
    confirm = preview(new)["confirm"]
    assert preview(new)["confirm"] == confirm
    happens(new, world)
    refused = switch(new, confirm)
    assert (refused.status, refused.code) == (409, "sending_changed")
    assert refused.json["preview"]["confirm"] != confirm
    assert new.get("/organization").json["sending"] is False


def test_the_settings_are_looked_at_again_when_the_switch_is_written(
    new: Client, house: House, world: MemoryWorld
) -> None:
    """Somebody changes them between the look and the write."""
    published(new, email(7))
    owes(new, "F-1", "2026-10-20")
    org, confirm = new.get("/organization").json["id"], preview(new)["confirm"]
    use_case = house.switch_sending

    class Interrupting:
        def run(self, of: str, change: Any) -> Organization:
            known = house.organizations.get(of)
            house.organizations.save(replace(known, payment_details="Cash only"))
            return house.change_organization.run(of, change)

    interrupted = replace(use_case, change_organization=Interrupting())  # type: ignore[arg-type]
    with pytest.raises(switch_sending.Unconfirmed) as raised:
        interrupted.on(org, confirm)
    assert raised.value.stale
    assert raised.value.shown.confirm == preview(new)["confirm"] != confirm
    assert house.organizations.get(org).sending is False


@pytest.mark.parametrize(("days", "asks"), [(1, False), (27, False), (31, True), (200, True)])
def test_a_stop_of_a_month_is_ended_by_confirming_again(
    new: Client, world: MemoryWorld, days: int, asks: bool
) -> None:
    published(new, email(7))
    owes(new, "F-1", "2026-10-20")
    switch(new, preview(new)["confirm"])
    new.post("/organization/sending", {"on": False})
    world.clock.forward(timedelta(days=days))
    assert preview(new)["needs_confirming"] is asks
    assert switch(new).status == (409 if asks else 200)


def test_sending_that_is_on_stays_on_without_confirming(acme: Client) -> None:
    assert switch(acme).json["sending"] is True


@pytest.mark.parametrize("told", [{"bank_details": ACCOUNT}, {"payment_details": "https://pay.example/acme"}])
def test_how_customers_pay_is_asked_for_first(new: Client, told: dict[str, Any]) -> None:
    new.edit("/organization", {"bank_details": None})
    refused = switch(new, preview(new)["confirm"])
    assert (refused.status, refused.faults) == (422, {"bank_details": "bank_details_missing"})
    new.edit("/organization", told)
    assert switch(new, preview(new)["confirm"]).status == 200


def test_an_organization_from_before_switches_on_after_a_short_stop(acme: Client, house: House) -> None:
    """It never said how customers pay, and was never asked."""
    acme.post("/organization/sending", {"on": False})
    assert house.organizations.get("acme").stopped_on == date(2026, 11, 2)
    assert switch(acme).status == 200


HEADER = "number,customer_id,customer_name,email,issue_date,due_date,amount,currency"


def imports(client: Client, worker: ImportFile, name: str, *numbers: str) -> Any:
    """The report of that import, of one customer an invoice."""
    lines = (f"{n},{n},Company {n},x@{n.lower()}.example,2026-09-20,2026-10-20,120.00,EUR" for n in numbers)
    made = client.post("/imports", {"file": name, "content": "\n".join((HEADER, *lines)) + "\n"})
    assert made.status == 201, made
    assert isinstance(worker.drops, Drops)
    work(worker, worker.drops.files)
    return client.get(f"/imports/{made.json['id']}").json


def test_nothing_is_sent_until_a_first_import_is_confirmed(
    new: Client, worker: ImportFile, world: MemoryWorld
) -> None:
    published(new, email(7))
    assert switch(new, preview(new)["confirm"]).json["sending"] is True

    report = imports(new, worker, "first.csv", "A", "B")

    assert report["rows"] == 2
    assert "sending_to_confirm" in {note["code"] for note in report["notes"]}
    assert new.get("/organization").json["sending"] is False
    until(world, "2026-11-04")
    assert not world.mailer.sent
    shown = switch(new)
    assert shown.code == "sending_unconfirmed"
    assert switch(new, shown.json["preview"]["confirm"]).json["sending"] is True
    # What was confirmed over invoices is not asked again.
    assert not imports(new, worker, "second.csv", "C")["notes"]
    assert new.get("/organization").json["sending"] is True
    until(world, "2026-11-06")
    assert len(world.mailer.sent) == 3


def test_sending_switched_on_while_a_first_import_runs_is_stopped_again(
    new: Client, worker: ImportFile, world: MemoryWorld
) -> None:
    """What was confirmed was an empty ledger: the rows come in after the look."""
    published(new, email(7))

    class Meanwhile:
        def run(self, *rows: Any) -> Any:
            assert switch(new, preview(new)["confirm"]).json["sending"] is True
            return worker.import_rows.run(*rows)

    slow = replace(worker, import_rows=Meanwhile())  # type: ignore[arg-type]
    report = imports(new, slow, "first.csv", "A")
    assert "sending_to_confirm" in {note["code"] for note in report["notes"]}
    assert new.get("/organization").json["sending"] is False
    until(world, "2026-11-04")
    assert not world.mailer.sent
    assert switch(new).code == "sending_unconfirmed"


def test_a_first_import_that_comes_between_look_and_write_is_confirmed_too(new: Client, house: House) -> None:
    """Sending was on when somebody asked for it; the first import has put the switch back meanwhile."""
    published(new, email(7))
    switch(new, preview(new)["confirm"])
    org = new.get("/organization").json["id"]

    class Interrupting:
        def run(self, of: str, change: Any) -> Organization:
            house.change_organization.run(of, lambda now: now.begun_again())
            return house.change_organization.run(of, change)

    with pytest.raises(switch_sending.Unconfirmed):
        replace(house.switch_sending, change_organization=Interrupting()).on(org)  # type: ignore[arg-type]
    assert house.organizations.get(org).sending is False


def test_very_many_customers_are_said_not_to_be_all(new: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switch_sending, "MOST_CUSTOMERS", 2)
    published(new, email(7))
    for number in range(3):
        owes(new, f"F-{number}", "2026-10-20", f"C-{number}")
    shown = preview(new)
    assert (shown["complete"], shown["customers_looked_at"]) == (False, 2)
    assert switch(new, shown["confirm"]).status == 200


def test_after_the_window_the_next_sending_day_is_shown(new: Client, world: MemoryWorld) -> None:
    published(new, email(7))
    owes(new, "F-1", "2026-10-20")
    world.clock.at = datetime(2026, 11, 6, 20, tzinfo=UTC)
    # The 11th is a holiday in France.
    assert [day["day"] for day in preview(new)["days"]] == ["2026-11-09", "2026-11-10", "2026-11-12"]
