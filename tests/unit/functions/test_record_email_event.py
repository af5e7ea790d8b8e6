"""functions/record_email_event: each kind of event SES sends, as it comes through topic and queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.runtime.aws import house
from tests.unit.functions.deployed import ORG, ROOT, Deployed, deployed, sample

# As the sample events name it.
REF = OutreachRef(ORG, "C-1", datetime(2026, 11, 9, 7, tzinfo=UTC), "abcdefghijklmnop")
ZOE = "zoe@client.example"
EXPECTED = {
    "send": (EmailStatus.SENT, ""),
    "delivery": (EmailStatus.DELIVERED, ""),
    "delivery_delay": (EmailStatus.SENT, "MailboxFull; smtp; 452 4.2.2 mailbox full"),
    "bounce_permanent": (EmailStatus.BOUNCED, "Permanent; General; smtp; 550 5.1.1 user unknown"),
    "bounce_transient": (EmailStatus.BOUNCED, "Transient; MailboxFull; smtp; 452 4.2.2 mailbox full"),
    "complaint": (EmailStatus.COMPLAINED, "abuse"),
    "open": (EmailStatus.OPENED, ""),
    "click": (EmailStatus.CLICKED, ""),
    "reject": (EmailStatus.BOUNCED, "Bad content"),
    "rendering_failure": (
        EmailStatus.BOUNCED,
        "Attribute 'amount' is not present in the rendering data.",
    ),
    "one_cannot_be_read": (EmailStatus.DELIVERED, ""),
}


@pytest.fixture(scope="module")
def stack() -> Iterator[Deployed]:
    with deployed() as stack:
        stack.owing("C-1")
        yield stack


@pytest.fixture(autouse=True)
def no_record_yet(stack: Deployed) -> None:
    for record in house().tables.log.scan():
        record.delete()


def outreach() -> Outreach | None:
    return house().outreaches.get(REF)


def test_every_sample_is_expected() -> None:
    samples = {path.stem for path in (ROOT / "events/record_email_event").glob("*.json")}
    assert samples == {*EXPECTED, "not_ours"}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_event_before_our_own_record_makes_one(stack: Deployed, name: str) -> None:
    stack.invoke("record_email_event", sample(f"record_email_event/{name}"))
    heard = outreach()
    assert heard
    assert (heard.status, heard.detail) == EXPECTED[name]
    assert heard.recipients == {ZOE: EXPECTED[name][0]}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_event_resolves_what_was_unknown(stack: Deployed, name: str) -> None:
    ours = Outreach(REF, EmailStatus.UNKNOWN, {ZOE: EmailStatus.UNKNOWN}, text="Bonjour", step="email+7")
    house().outreaches.record(ours)
    for _ in range(2):
        stack.invoke("record_email_event", sample(f"record_email_event/{name}"))
    heard = outreach()
    assert heard
    assert (heard.status, heard.text, heard.step) == (EXPECTED[name][0], "Bonjour", "email+7")
    assert heard.message_id


def test_a_mail_that_is_not_ours_leaves_no_trace(stack: Deployed) -> None:
    answer = stack.invoke("record_email_event", sample("record_email_event/not_ours"))
    assert answer == {"batchItemFailures": []}
    assert outreach() is None
    assert list(house().tables.log.scan()) == []


def test_only_the_message_that_cannot_be_read_comes_again(stack: Deployed) -> None:
    event = sample("record_email_event/one_cannot_be_read")
    (failure,) = stack.invoke("record_email_event", event)["batchItemFailures"]
    assert failure["itemIdentifier"] == event["Records"][1]["messageId"]
