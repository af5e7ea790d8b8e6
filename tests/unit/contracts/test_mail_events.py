"""What SES says of a mail, as the product hears it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from relance.contracts.mail_events import MailEvent
from relance.domain.outreach import EmailEvent, EmailStatus, OutreachRef

REF = OutreachRef("acme", "Société #1", datetime(2026, 11, 2, 8, tzinfo=UTC), "abcdefghijklmnop")
TAGS = {name: [value] for name, value in REF.tags().items()}
TO = ["zoe@client.example", "max@client.example"]


def event(kind: str, tags: dict[str, list[str]] | None = None, **particulars: Any) -> EmailEvent | None:
    mail = {
        "timestamp": "2026-11-02T08:00:01.123Z",
        "messageId": "m-1",
        "destination": TO,
        "tags": TAGS if tags is None else tags,
        "headersTruncated": False,
    }
    return MailEvent.model_validate({"eventType": kind, "mail": mail, **particulars}).as_email_event()


def heard(kind: str, **particulars: Any) -> EmailEvent:
    found = event(kind, **particulars)
    assert found
    return found


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("Send", EmailStatus.SENT),
        ("DeliveryDelay", EmailStatus.SENT),
        ("Delivery", EmailStatus.DELIVERED),
        ("Open", EmailStatus.OPENED),
        ("Click", EmailStatus.CLICKED),
        ("Bounce", EmailStatus.BOUNCED),
        ("Complaint", EmailStatus.COMPLAINED),
        ("Reject", EmailStatus.BOUNCED),
        ("Rendering Failure", EmailStatus.BOUNCED),
    ],
)
def test_every_type_has_a_status_and_names_its_outreach(kind: str, status: EmailStatus) -> None:
    found = heard(kind)
    assert (found.ref, found.status, found.message_id) == (REF, status, "m-1")
    assert found.recipients == tuple(TO)


@pytest.mark.parametrize(
    ("kind", "particulars"),
    [
        ("Bounce", {"bounce": {"bouncedRecipients": [{"emailAddress": TO[1]}]}}),
        ("Complaint", {"complaint": {"complainedRecipients": [{"emailAddress": TO[1]}]}}),
        ("Delivery", {"delivery": {"recipients": [TO[1]]}}),
        ("DeliveryDelay", {"deliveryDelay": {"delayedRecipients": [{"emailAddress": TO[1]}]}}),
    ],
)
def test_an_event_is_about_the_recipients_it_names(kind: str, particulars: dict[str, Any]) -> None:
    assert heard(kind, **particulars).recipients == (TO[1],)


@pytest.mark.parametrize(
    ("kind", "particulars", "detail"),
    [
        (
            "Bounce",
            {
                "bounce": {
                    "bounceType": "Permanent",
                    "bounceSubType": "General",
                    "bouncedRecipients": [{"emailAddress": TO[0], "diagnosticCode": "smtp; 550 unknown"}],
                }
            },
            "Permanent; General; smtp; 550 unknown",
        ),
        ("Complaint", {"complaint": {"complaintFeedbackType": "abuse"}}, "abuse"),
        ("DeliveryDelay", {"deliveryDelay": {"delayType": "MailboxFull"}}, "MailboxFull"),
        ("Reject", {"reject": {"reason": "Bad content"}}, "Bad content"),
        ("Rendering Failure", {"failure": {"errorMessage": "no such field"}}, "no such field"),
        ("Delivery", {"delivery": {"smtpResponse": "250 ok"}}, ""),
        ("Bounce", {"bounce": None}, ""),
    ],
)
def test_the_reason_is_kept_in_its_own_words(kind: str, particulars: dict[str, Any], detail: str) -> None:
    assert heard(kind, **particulars).detail == detail


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"ses:from-domain": ["acme.example"]},
        {**TAGS, "outreach": []},
        {**TAGS, "outreach": ["yesterday-abc"]},
        {**TAGS, "customer": ["a"]},
    ],
)
def test_a_mail_that_is_not_ours_is_no_event(tags: dict[str, list[str]]) -> None:
    assert event("Delivery", tags=tags) is None


@pytest.mark.parametrize("kind", ["Subscription", "Something New"])
def test_a_type_that_says_nothing_of_the_mail_s_fate_is_no_event(kind: str) -> None:
    assert event(kind) is None


def test_a_message_that_is_none_is_refused_without_repeating_it() -> None:
    """What is refused is logged: an address must not be in it."""
    with pytest.raises(ValidationError) as refused:
        MailEvent.model_validate_json('{"eventType": "Bounce", "mail": "zoe@client.example"}')
    assert "zoe@client.example" not in str(refused.value)
