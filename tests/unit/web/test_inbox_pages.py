"""The inbox and the screen of a reply: what waits, the conversation, and the three exits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.hold import HoldKind
from relance.domain.inbox import EntryState
from relance.house import House
from relance.rendering.evidence import words
from relance.runtime.memory import MemoryWorld
from relance.usecases.ports.mailing import Rejected
from tests.unit.api.client import Client
from tests.unit.api.company import email, owes, published
from tests.unit.api.test_inbox import FROM, REPLY, mail
from tests.unit.web.browser import Browser


@pytest.fixture(autouse=True)
def customer(acme: Client) -> None:
    published(acme, email(7))
    owes(acme, "F-1", "2026-10-20")


def holds(acme: Client) -> list[str]:
    return [hold["kind"] for hold in acme.get("/customers/C-1").json["holds"]]


def test_each_list_says_what_waits_and_where_it_is_handled(ada: Browser, house: House) -> None:
    assert "Every reply is handled." in ada.get("/inbox").text
    pending, unmatched = mail(house, 1), mail(house, 2, customer=None)
    waiting = ada.get("/inbox").page
    assert f"/inbox/{pending}" in waiting.links and f"/inbox/{unmatched}" not in waiting.links
    assert "Customer C-1" in waiting.text
    assert f"/inbox/{unmatched}" in ada.get("/inbox?state=unmatched").page.links
    assert {f"/inbox/{pending}", f"/inbox/{unmatched}"} <= set(ada.get("/inbox?state=all").page.links)


def test_a_reply_is_shown_with_its_evidence_and_what_is_known_of_the_customer(
    ada: Browser, house: House
) -> None:
    shown = ada.get(f"/inbox/{mail(house)}")
    assert "Soon." in shown.text and "> Please pay." not in shown.text
    assert "Taken for a person’s reply. Why?" in shown.text
    assert words("en", "header:in-reply-to") in shown.text
    assert "€100.00" in shown.text and "/invoices/F-1" in shown.page.links
    assert shown.page.form(f"/inbox/{mail(house)}/reply").fields["to"] == [FROM]


def test_an_answer_leaves_once_and_the_next_reply_is_shown(
    ada: Browser, acme: Client, house: House, world: MemoryWorld
) -> None:
    owes(acme, "F-2", "2026-10-20", customer="C-2")
    later, first = mail(house, 2, customer="C-2"), mail(house, 1)
    path = f"/inbox/{first}"
    form = ada.get(path).page.form(f"{path}/reply")
    for _ in range(2):
        sent = ada.send("POST", f"{path}/reply", {**form.fields, "text": "Thank you."})
        assert sent.goes_to == f"/inbox/{later}"
    ((_, envelope),) = world.mailer.sent
    assert envelope.recipients == (FROM,)
    assert holds(acme) == []
    assert "Answered" in ada.get(path).text and not [f for f in ada.get(path).page.forms if path in f.action]


def test_an_answer_that_was_refused_keeps_its_text(ada: Browser, house: House, world: MemoryWorld) -> None:
    world.mailer.answer = lambda _: Rejected("no such domain")
    path = f"/inbox/{mail(house)}"
    back = ada.post(f"{path}/reply", on=path, text="Thank you.", to="zoe@gone.example")
    assert back.status == 422 and "no such domain" in back.text
    kept = back.page.form(f"{path}/reply").fields
    assert (kept["text"], kept["to"]) == (["Thank you."], ["zoe@gone.example"])
    assert back.page.title.startswith("Problem:")


@pytest.mark.parametrize("field", ["text", "to"])
def test_what_is_wrong_with_an_answer_stands_at_its_field(ada: Browser, house: House, field: str) -> None:
    path = f"/inbox/{mail(house)}"
    given = {"text": "Thank you.", "to": FROM, field: "" if field == "text" else "no address"}
    back = ada.post(f"{path}/reply", on=path, text=given["text"], to=given["to"])
    assert back.status == 422
    assert any(f"{link}".startswith(f"#{field}") for link in back.page.links)


def test_ignored_a_reply_holds_nothing(ada: Browser, acme: Client, house: House) -> None:
    path = f"/inbox/{mail(house)}"
    assert "the earliest next contact is" in ada.get(path).text
    assert ada.post(f"{path}/ignore", on=path).goes_to == "/inbox"
    assert holds(acme) == []


def test_paused_the_customer_waits(ada: Browser, acme: Client, house: House) -> None:
    path = f"/inbox/{mail(house)}"
    assert ada.post(f"{path}/pause", on=path, until="2026-11-02").status == 422
    assert ada.post(f"{path}/pause", on=path, until="2026-12-01").goes_to == "/inbox"
    assert holds(acme) == [HoldKind.PAUSE]


def test_a_mail_that_is_nobodys_is_assigned(ada: Browser, acme: Client, house: House) -> None:
    path = f"/inbox/{mail(house, customer=None)}"
    assert ada.post(f"{path}/assign", on=path, customer="none").status == 422
    assert ada.post(f"{path}/assign", on=path, customer="C-1").goes_to == path
    assert holds(acme) == [HoldKind.REPLY]


def test_what_a_colleague_handled_meanwhile_is_told(ada: Browser, house: House) -> None:
    path = f"/inbox/{mail(house)}"
    form = ada.get(path).page.form(f"{path}/reply").fields
    house.handle_reply.ignore("acme", path.rpartition("/")[2], "ada")
    back = ada.send("POST", f"{path}/reply", {**form, "text": "Thank you."})
    assert back.status == 422 and EntryState.IGNORED in back.text


def test_a_mail_says_what_it_says_and_never_does_anything(ada: Browser, house: House) -> None:
    bad = replace(REPLY, visible="<script>alert(1)</script>", subject="<b>F-1</b>")
    shown = ada.get(f"/inbox/{mail(house, received=bad)}").html
    assert "<script>alert" not in shown and "<b>F-1" not in shown
