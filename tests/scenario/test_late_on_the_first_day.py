"""A customer is 62 days late on the day its supplier signs on, with the plan an organization begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from relance.api.app import Api
from relance.domain.bank_details import BankDetails
from relance.domain.organization import Role
from relance.domain.plan_draft import PlanDraft
from relance.rendering.messages import RenderedMessages
from relance.runtime.memory import MemoryWorld
from relance.usecases.organization.authorize import Caller
from tests.scenario.days import ORG
from tests.scenario.story import Story
from tests.unit.api.client import Client
from tests.unit.api.company import until

SOFT_TO_HARD = ("before_due", "courteous", "firm", "last")
LATE = {"F-62": 62, "F-40": 40, "F-33": 33}
SPACED = "FR14 2004 1010 0505 0001 3M02 606"


@dataclass(frozen=True)
class Mail:
    day: date
    step: str
    invoices: tuple[str, ...]
    text: str


def five_days_apart(mails: Sequence[Mail]) -> bool:
    return all(later.day - mail.day >= timedelta(days=5) for mail, later in pairwise(mails))


def never_softer(mails: Sequence[Mail]) -> bool:
    hardness = {
        number: [SOFT_TO_HARD.index(m.step) for m in mails if number in m.invoices] for number in LATE
    }
    return all(hard == sorted(hard) for hard in hardness.values())


def check(mails: Sequence[Mail]) -> None:
    assert [mail.step for mail in mails[:3]] == ["courteous", "firm", "last"]
    assert five_days_apart(mails)
    assert never_softer(mails)
    assert all(SPACED in mail.text for mail in mails)


def test_simulated_and_lived() -> None:
    """The story holds each day against its simulation."""
    story = Story("2026-11-02", bank_details=BankDetails(SPACED.replace(" ", ""), "Acme SAS"))
    draft = PlanDraft.ready_made("plan", "Standard", RenderedMessages().ready_made())
    story.house.run_organization.publish(ORG, draft.as_version(1))
    for number, late in LATE.items():
        story.invoice(number, due=str(date(2026, 11, 2) - timedelta(days=late)), amount="100.00 EUR")
    story.on("2027-02-01")
    check([Mail(o.ref.at.date(), o.step or "", o.invoices, o.text) for o in story.outreaches])


def test_the_checks_themselves_fire() -> None:
    first, second = date(2026, 11, 3), date(2026, 11, 7)
    assert not five_days_apart([Mail(first, "", (), ""), Mail(second, "", (), "")])
    assert not never_softer([Mail(first, "last", ("F-62",), ""), Mail(second, "courteous", ("F-62",), "")])


@pytest.mark.parametrize("french", [False, True])
def test_through_the_api_alone(french: bool) -> None:
    """From the sign-up to the last reminder, without anything but the API and days that pass."""
    world = MemoryWorld.starting(datetime(2026, 11, 2, 9, tzinfo=UTC))
    acme = signed_up(world)
    account = {"iban": SPACED, "holder": "Acme SAS", "bic": "PSSTFRPPPAR"}
    assert acme.edit("/organization", {"bank_details": account}).status == 200
    plan = acme.post("/plans/ready-made", {"name": "Standard"}).json["id"]
    etag = acme.get(f"/plans/{plan}/draft").etag
    told = acme.post(f"/plans/{plan}/publish", {}, {"If-Match": etag})
    assert told.json["warnings"] == []
    owes(acme, french=french)

    assert acme.post("/organization/sending", {"on": True}).code == "sending_unconfirmed"
    seen = acme.get("/organization/sending").json
    assert [day["emails"] for day in seen["days"]] == [1, 0, 0]
    assert acme.post("/organization/sending", {"on": True, "confirm": seen["confirm"]}).status == 200

    until(world, "2027-01-15")
    mails = sent(acme)
    check(mails)
    assert mails[0].day == date.fromisoformat(seen["first"][0]["day"])


def signed_up(world: MemoryWorld) -> Client:
    api = Api(world.house)
    told = {"organization": "Acme", "name": "Ada", "email": "ada@acme.example", "language": "en"}
    made = Client(api, None).post("/sign-up", told).json
    return Client(api, Caller(made["organization"], made["member"], Role.ADMIN, "member"))


def owes(acme: Client, *, french: bool) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Duval", "language": "fr" if french else "en"})
    acme.post("/customers/C-1/contacts", {"name": "Zoé", "email": "zoe@duval.example"})
    for number, late in LATE.items():
        due = date(2026, 11, 2) - timedelta(days=late)
        invoice = {"customer": "C-1", "number": number, "total": {"minor": 120_000, "currency": "EUR"}}
        days = {"issue_date": f"{due - timedelta(days=30)}", "due_date": f"{due}"}
        assert acme.post("/invoices", {**invoice, **days}).status == 201


def sent(acme: Client) -> list[Mail]:
    lines: list[Any] = acme.get("/customers/C-1/timeline").json["items"]
    mails = []
    for line in reversed(lines):
        if line["kind"] == "email_sent":
            shown = acme.get(f"/customers/C-1/emails/{line['id']}").json
            day = date.fromisoformat(line["at"][:10])
            mails.append(Mail(day, line["step"], tuple(line["invoices"]), shown["text"]))
    return mails
