"""receive_reply and remind_of_replies on their sample events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import boto3
import pytest

from relance.contracts.received import MailReceived
from relance.domain.consequence import open_reply
from relance.domain.enrolment import Enrolment
from relance.domain.inbox import Check, EntryState, InboxEntry
from relance.runtime.aws import house
from relance.runtime.messages import TRIES
from tests.unit.functions.deployed import INBOUND, MORNING, ORG, REGION, Deployed, Event, deployed, sample

CUSTOMER = "C1"


@pytest.fixture
def stack() -> Iterator[Deployed]:
    with deployed() as found:
        found.owing(CUSTOMER)
        yield found


def addressed(event: Event) -> Event:
    """The sample's recipient in place of one whose token is real."""
    ours = house().replies().of(ORG, Enrolment.identity(ORG, CUSTOMER, None))
    guessed = "r-acme-abcdefghijklmnop-abcdefghijklmnopqrst@reply.relance.example"
    changed: Event = json.loads(json.dumps(event).replace(guessed, ours))
    return changed


def stored(event: Event, text: str = "We pay on Friday.") -> str:
    """The event's mail in the bucket, as SES put it there."""
    message = EmailMessage()
    message["From"], message["Subject"] = "Zoe <zoe@client.example>", "Re: F-1 : rappel"
    message.set_content(text)
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="proof.pdf")
    mail_id: str = event["Records"][0]["ses"]["mail"]["messageId"]
    s3().put_object(Bucket=INBOUND, Key=f"received/{mail_id}", Body=message.as_bytes())
    return mail_id


def s3() -> Any:
    return boto3.client("s3", region_name=REGION)


def kept() -> list[InboxEntry]:
    return list(house().inbox.in_month(ORG, MORNING))


def test_a_reply_is_kept_once_with_its_files_and_holds_the_plan(stack: Deployed) -> None:
    event = addressed(sample("receive_reply/reply"))
    stored(event)

    for _ in range(2):
        assert stack.invoke("receive_reply", event) is None

    (entry,) = kept()
    assert (entry.state, entry.customer) == (EntryState.PENDING, CUSTOMER)
    assert house().inbox.get(ORG, entry.id).received.visible == "We pay on Friday."
    (attachment,) = entry.received.attachments
    file = s3().get_object(Bucket=INBOUND, Key=attachment.key)
    assert (file["Body"].read(), file["ContentType"]) == (b"%PDF", "application/octet-stream")
    account = house().accounts.load(ORG, CUSTOMER)
    assert open_reply(account)
    assert [hold.id for hold in account.holds] == ["reply"]


def test_a_virus_is_quarantined(stack: Deployed) -> None:
    event = addressed(sample("receive_reply/virus"))
    stored(event)
    stack.invoke("receive_reply", event)

    (entry,) = kept()
    assert (entry.state, entry.received.attachments) == (EntryState.QUARANTINED, ())


def test_what_is_nobodys_is_set_aside_and_told_again_does_nothing(stack: Deployed) -> None:
    event = sample("receive_reply/nobodys")
    mail_id = stored(event)
    for _ in range(2):
        stack.invoke("receive_reply", event)

    assert kept() == []
    there = s3().list_objects_v2(Bucket=INBOUND)["Contents"]
    assert [found["Key"] for found in there] == [f"nobodys/{mail_id}"]


def test_what_failed_is_told_again_and_what_cannot_be_read_does_not_stop_it(stack: Deployed) -> None:
    event = sample("receive_reply/again_one_cannot_be_read")
    for record in event["Records"]:
        record["body"] = json.dumps(addressed(json.loads(record["body"])))
    stored(json.loads(event["Records"][0]["body"]))

    answer = stack.invoke("receive_reply", event)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "00000000-0000-4000-8000-000000000002"}]}
    assert [entry.state for entry in kept()] == [EntryState.PENDING]


def failed_too_often(event: Event) -> Event:
    """The SES event as the queue hands it out once more after its last try."""
    again = sample("receive_reply/again_one_cannot_be_read")
    (record, _) = again["Records"]
    record["body"] = json.dumps(event)
    record["attributes"]["ApproximateReceiveCount"] = str(TRIES + 1)
    return {"Records": [record]}


def test_a_mail_that_failed_again_and_again_is_kept_unread_and_holds_the_plan(stack: Deployed) -> None:
    event = failed_too_often(addressed(sample("receive_reply/reply")))

    # Nothing lies in the bucket: the mail itself is not needed.
    for _ in range(2):
        answer = stack.invoke("receive_reply", event)
        assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == [
            event["Records"][0]["messageId"]
        ]

    (entry,) = kept()
    assert (entry.state, entry.customer) == (EntryState.PENDING, CUSTOMER)
    assert "could not be read" in house().inbox.get(ORG, entry.id).received.visible
    account = house().accounts.load(ORG, CUSTOMER)
    assert open_reply(account)
    assert [hold.id for hold in account.holds] == ["reply"]


def test_giving_up_a_mail_changes_nothing_of_what_was_kept(stack: Deployed) -> None:
    event = addressed(sample("receive_reply/reply"))
    stored(event)
    stack.invoke("receive_reply", event)
    stack.invoke("receive_reply", failed_too_often(event))

    (entry,) = kept()
    assert house().inbox.get(ORG, entry.id).received.visible == "We pay on Friday."


def test_a_virus_that_failed_again_and_again_is_quarantined(stack: Deployed) -> None:
    stack.invoke("receive_reply", failed_too_often(addressed(sample("receive_reply/virus"))))
    assert [entry.state for entry in kept()] == [EntryState.QUARANTINED]


def test_what_is_nobodys_and_failed_again_and_again_is_in_nobodys_inbox(stack: Deployed) -> None:
    stack.invoke("receive_reply", failed_too_often(sample("receive_reply/nobodys")))
    assert kept() == []


def test_a_mail_whose_giving_up_was_cut_short_is_given_up_whole(
    stack: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry was written, and the worker died before the plan was held; an operator tells it again."""
    event = failed_too_often(addressed(sample("receive_reply/reply")))

    def dies(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(type(house().receive_reply.follow_up), "run", dies)
        stack.invoke("receive_reply", event)
    assert open_reply(house().accounts.load(ORG, CUSTOMER)) is None

    stack.invoke("receive_reply", event)
    assert len(kept()) == 1
    assert open_reply(house().accounts.load(ORG, CUSTOMER))


def test_replies_that_wait_are_looked_at_each_hour(stack: Deployed) -> None:
    event = addressed(sample("receive_reply/reply"))
    stored(event)
    stack.invoke("receive_reply", event)
    assert stack.invoke("remind_of_replies", sample("remind_of_replies/tick")) == {"looked_at": 0}

    stack.clock.forward(timedelta(days=2))
    assert stack.invoke("remind_of_replies", sample("remind_of_replies/tick")) == {"looked_at": 1}
    assert [entry.reminders for entry in kept()] == [1]


def test_a_receipt_is_read_whatever_of_it_is_missing_or_new() -> None:
    event = sample("receive_reply/nobodys")
    event["Records"][0]["ses"]["receipt"]["spamVerdict"] = {"status": "UNHEARD_OF", "more": 1}

    (receipt,) = MailReceived.model_validate(event).receipts

    assert (receipt.scan.spam, receipt.scan.spf, receipt.scan.virus) == (Check.GRAY, Check.GRAY, Check.PASS)
    assert receipt.recipients == ("postmaster@reply.relance.example",)
