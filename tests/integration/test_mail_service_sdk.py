"""The mail service as the SDK meets it: what it takes, what it refuses, what it leaves in doubt."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from tests.integration.mail_service import Running, eventually, reminder, send


def test_a_raw_mail_is_kept_as_a_real_eml_with_the_ids_of_ses(service: Running) -> None:
    mail_id = send(service)
    kept = message_from_bytes(Path(service.messages()[0]["eml"]).read_bytes(), policy=default)
    assert kept["Message-ID"] == f"<{mail_id}@email.amazonses.com>"
    assert kept["Subject"] == "F-1 : rappel n° 1"
    assert kept["Reply-To"] == "r-token@reply.example"
    assert kept["Date"].datetime.tzinfo is not None
    assert [part.get_filename() for part in kept.iter_attachments()] == ["F-1.pdf"]
    assert not kept.defects


def test_a_simple_mail_carries_its_headers_and_attachments(service: Running) -> None:
    service.ses().send_email(
        FromEmailAddress="Léa <lea@acme.example>",
        Destination={"ToAddresses": ["zoe@client.example"], "BccAddresses": ["audit@acme.example"]},
        ReplyToAddresses=["r-token@reply.example"],
        Content={
            "Simple": {
                "Subject": {"Data": "Facture échue"},
                "Body": {"Text": {"Data": "Bonjour"}, "Html": {"Data": "<p>Bonjour</p>"}},
                "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
                "Attachments": [{"RawContent": b"%PDF", "FileName": "F-1.pdf"}],
            }
        },
    )
    (listed,) = service.messages()
    kept = message_from_bytes(Path(listed["eml"]).read_bytes(), policy=default)
    assert kept["Auto-Submitted"] == "auto-generated"
    assert kept["From"].addresses[0].display_name == "Léa"
    assert kept["Bcc"] is None
    assert listed["to"] == ["zoe@client.example", "audit@acme.example"]
    assert [part.get_content_type() for part in kept.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "application/octet-stream",
    ]


def test_without_a_destination_the_mails_own_headers_address_it(service: Running) -> None:
    raw = reminder(Bcc="audit@acme.example")
    service.ses().send_email(Content={"Raw": {"Data": raw}})
    assert service.messages()[0]["to"] == ["zoe@client.example", "audit@acme.example"]


def test_what_ses_refuses_raises_its_modelled_exception(service: Running) -> None:
    ses = service.ses()
    with pytest.raises(ses.exceptions.BadRequestException) as refused:
        ses.send_email(Destination={"ToAddresses": ["zoe"]}, Content={"Raw": {"Data": reminder()}})
    assert "Missing final '@domain'" in refused.value.response["Error"]["Message"]
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert service.messages() == []


def test_more_than_40_megabytes_are_refused(service: Running) -> None:
    ses = service.ses()
    line = b"x" * 76 + b"\r\n"
    raw = reminder() + line * (40 * 1024 * 1024 // len(line) + 1)
    with pytest.raises(ses.exceptions.BadRequestException, match="41943040 bytes"):
        ses.send_email(Content={"Raw": {"Data": raw}})


def test_a_template_is_not_found(service: Running) -> None:
    ses = service.ses()
    with pytest.raises(ses.exceptions.NotFoundException):
        ses.send_email(
            FromEmailAddress="a@b.example",
            Destination={"ToAddresses": ["c@d.example"]},
            Content={"Template": {"TemplateName": "x", "TemplateData": "{}"}},
        )


def test_the_account_may_send(service: Running) -> None:
    assert service.ses().get_account()["SendingEnabled"] is True


def test_a_throttled_mail_is_not_taken_and_the_next_one_is(service: Running) -> None:
    service.fault("throttle")
    ses = service.ses()
    with pytest.raises(ses.exceptions.TooManyRequestsException) as refused:
        ses.send_email(Content={"Raw": {"Data": reminder()}})
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert service.messages() == []
    send(service)


def test_a_rejected_mail_is_not_taken(service: Running) -> None:
    service.fault("reject")
    ses = service.ses()
    with pytest.raises(ses.exceptions.MessageRejected):
        ses.send_email(Content={"Raw": {"Data": reminder()}})
    assert service.messages() == []


@pytest.mark.parametrize("accepted", [True, False])
def test_a_server_error_leaves_the_caller_in_doubt(service: Running, accepted: bool) -> None:
    service.fault("server_error", accepted=accepted)
    with pytest.raises(ClientError) as failed:
        send(service)
    assert failed.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert len(service.messages()) == accepted


def test_a_time_out_after_accept_keeps_the_mail_and_publishes(service: Running) -> None:
    service.fault("timeout_after_accept")
    with pytest.raises(ReadTimeoutError):
        service.ses(read_timeout=0.3).send_email(Content={"Raw": {"Data": reminder()}})
    eventually(lambda: service.events.kinds == ["Send", "Delivery"])
    assert len(service.messages()) == 1


def test_a_reset_after_accept_keeps_the_mail_and_publishes(service: Running) -> None:
    service.fault("reset_after_accept")
    with pytest.raises(ConnectionClosedError):
        send(service)
    eventually(lambda: service.events.kinds == ["Send", "Delivery"])


def test_faults_concern_whom_they_name_and_are_counted(service: Running) -> None:
    service.fault("reject", to="*@client.example", count=2)
    send(service, "other@elsewhere.example")
    with pytest.raises(ClientError):
        send(service)
    assert json.loads(service.get("/faults"))["faults"][0]["count"] == 1
    assert service.ask("DELETE", "/faults").status == 204
    send(service)


def test_an_unknown_fault_is_refused_with_its_field(service: Running) -> None:
    refused = service.ask("POST", "/faults", '{"kind": "flood"}')
    assert refused.status == 400
    assert refused.json()["field"] == "kind"
