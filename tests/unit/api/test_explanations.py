"""Why it was sent, why not, when it will be: through the API."""

from __future__ import annotations

from typing import Any

from relance.domain.imports import StatusRow
from relance.domain.lifecycle import LifecycleStatus, StatusCode
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, only_task, owes, path, pays, published, until


def why(acme: Client, path: str) -> tuple[Any, Any]:
    """(what is decided now, the whole)"""
    told = acme.get(path).json
    (present,) = told["present"]
    return present, told


def test_past_present_and_next(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(7), call(10))
    owes(acme, "F-1", "2026-10-27")
    until(world, "2026-11-03")

    present, told = why(acme, "/customers/C-1/why")

    assert (present["decision"]["kind"], present["decision"]["code"]) == ("wait", "trigger")
    assert present["next"]["on"] == "2026-11-06"
    (past,) = told["past"]
    assert (past["code"], past["status"], past["invoices"]) == ("trigger", "sent", ["F-1"])
    assert past["text"] == (
        "“Reminder, 7 days after the due date” left on 3 November 2026: F-1 had been due on 27 October 2026."
    )
    french = acme.get("/customers/C-1/why", {"Accept-Language": "fr"}).json
    assert "est partie le 3 novembre 2026" in french["past"][0]["text"]


def test_a_mail_sent_by_hand_says_so(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(6, automatic=False))
    owes(acme, "F-1", "2026-10-27")
    world.tick()
    mail = {"subject": "#REF#", "body": "Please.", "to": "zoe@c-1.example"}
    assert acme.post(f"{path(only_task(acme))}/send", mail).status == 200

    present, told = why(acme, "/customers/C-1/why")
    assert present["decision"]["code"] == "plan_completed"
    assert told["past"][0]["text"] == "A person sent it."


def test_why_nothing_is_sent(acme: Client) -> None:
    owes(acme, "F-1", "2026-10-27")
    assert why(acme, "/customers/C-1/why")[0]["decision"]["code"] == "reminders_off"

    published(acme, email(7))
    acme.post("/customers/C-1/pause", {"until": "2026-11-09"})
    present, _ = why(acme, "/invoices/F-1/why")
    assert (present["decision"]["kind"], present["decision"]["code"]) == ("hold", "pause")
    assert present["next"]["on"] == "2026-11-09"

    acme.post("/customers/C-1/resume", {})
    pays(acme, "F-1")
    assert why(acme, "/customers/C-1/why")[0]["decision"]["code"] == "nothing_owed"
    paid, _ = why(acme, "/invoices/F-1/why")
    assert (paid["decision"]["code"], paid["next"]["on"]) == ("invoice_left", None)
    assert "paid" in paid["decision"]["text"]


def test_an_invoice_of_an_invoice_level_plan_speaks_for_itself(acme: Client) -> None:
    published(acme, email(7), level="invoice")
    owes(acme, "F-1", "2026-10-27")
    owes(acme, "F-2", "2026-10-30")
    assert len(acme.get("/customers/C-1/why").json["present"]) == 2
    present, _ = why(acme, "/invoices/F-2/why")
    assert present["next"]["on"] == "2026-11-06"


def test_what_is_another_organizations_is_not_explained(acme: Client, other: Client) -> None:
    owes(acme, "F-1", "2026-10-27")
    assert other.get("/customers/C-1/why").status == 404
    assert other.get("/invoices/F-1/why").status == 404


def test_what_a_platform_said_is_told(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(7))
    owes(acme, "F-1", "2026-10-27")
    refused = LifecycleStatus(
        StatusCode.REFUSED, world.clock.now(), ("PU_ERR",), "refused: a unit price is wrong"
    )
    world.house.import_rows.run(
        world.house.tenants.of("acme", world.clock.now()), [StatusRow(1, "F-1", refused)]
    )

    present, told = why(acme, "/invoices/F-1/why")

    assert "dispute" in present["decision"]["text"]
    (platform,) = told["platforms"]
    assert (platform["invoice"], platform["status"]["code"]) == ("F-1", 210)
    assert why(acme, "/customers/C-1/why")[1]["platforms"] == told["platforms"]
    invoice = acme.get("/invoices/F-1").json
    assert invoice["dispute_reason"] == invoice["lifecycle"][0]["said"] == "refused: a unit price is wrong"
    assert only_task(acme)["why"] == "einvoice_objection"


def test_an_invoice_that_is_listed_with_another_says_so_and_when(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(7))
    owes(acme, "F-1", "2026-10-27")
    owes(acme, "F-2", "2026-10-30")
    owes(acme, "F-3", "2026-11-30")
    until(world, "2026-11-02")

    beside, reminder = acme.get("/invoices/F-2/why").json["present"]
    assert beside["decision"]["text"] == (
        "The invoice F-2 is not reminded on its own: it is listed with F-1, the oldest."
    )
    assert (reminder["decision"]["code"], reminder["next"]["on"]) == ("trigger", "2026-11-03")
    later, _ = acme.get("/invoices/F-3/why").json["present"]
    assert "from 1 December 2026 on it is listed with F-1, the oldest." in later["decision"]["text"]


def test_who_has_the_to_do_and_who_paused_are_named_and_why(acme: Client, world: MemoryWorld) -> None:
    published(acme, call(5))
    owes(acme, "F-1", "2026-10-27")
    until(world, "2026-11-02")
    task = only_task(acme)
    acme.edit(path(task), {"owner": "ada"})
    present, _ = why(acme, "/customers/C-1/why")
    assert present["decision"]["text"].endswith("(Ada Admin, since 2 November 2026).")

    body = {"until": "2026-11-20", "reason": "their building burnt"}
    assert acme.post("/customers/C-1/pause", body).status == 200
    present, _ = why(acme, "/customers/C-1/why")
    assert present["decision"]["text"] == (
        "Paused by Ada Admin since 2 November 2026 (“their building burnt”). "
        "Reminders leave again from 20 November 2026 on."
    )


def test_who_asks_for_no_language_is_told_in_the_organizations(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(7))
    owes(acme, "F-1", "2026-10-27")
    assert acme.edit("/organization", {"language": "fr"}).status == 200
    present, _ = why(acme, "/customers/C-1/why")
    assert present["decision"]["text"].startswith("À venir")
    english = acme.get("/customers/C-1/why", {"Accept-Language": "en"}).json["present"][0]
    assert english["decision"]["text"].startswith("Next")


def test_a_step_is_called_by_the_name_that_its_author_gave_it(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(7) | {"name": "A first word"})
    owes(acme, "F-1", "2026-10-27")
    until(world, "2026-11-03")
    _, told = why(acme, "/customers/C-1/why")
    assert told["past"][0]["text"].startswith("“A first word” left on 3 November 2026")


def test_what_a_parent_has_on_account_is_told_of_its_child(acme: Client) -> None:
    published(acme, email(7))
    owes(acme, "F-P", "2026-10-20", customer="PARENT")
    owes(acme, "F-1", "2026-10-27")
    acme.edit("/customers/C-1", {"parent": "PARENT"})
    assert acme.get("/customers/C-1/why").json["parent_credit"] is None
    paid = {"received_on": "2026-11-01", "amount": {"minor": 15000, "currency": "EUR"}}
    assert acme.post("/customers/PARENT/payments", paid).status == 201
    told = acme.get("/invoices/F-1/why").json["parent_credit"]
    assert told["amounts"] == [{"minor": 5000, "currency": "EUR"}]
    assert told["text"].startswith("Customer PARENT, to which the customer belongs, has €50.00 on account")
