"""What SES takes and refuses in a SendEmail request."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from local.mail import submission
from local.mail.refusals import BadRequest, Refusal

FROM = b"From: a@b.example\r\n"


def asked(raw: bytes = FROM + b"To: c@d.example\r\n\r\nhello", **options: object) -> bytes:
    content = {"Raw": {"Data": base64.b64encode(raw).decode()}}
    return json.dumps({"Content": content, **options}).encode()


def simple(**options: Any) -> bytes:
    message = {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}, **options}
    request = {
        "FromEmailAddress": "a@b.example",
        "Destination": {"ToAddresses": ["c@d.example"]},
        "Content": {"Simple": message},
    }
    return json.dumps(request).encode()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (asked(Destination={"ToAddresses": ["zoe"]}), "ToAddresses: Missing final '@domain'"),
        (asked(Destination={"ToAddresses": ["z@caffè.example"]}), "Domain contains illegal character"),
        (asked(Destination={"CcAddresses": ["z z@c.example"]}), "CcAddresses"),
        (asked(Destination={"BccAddresses": ["a@c.example, b@c.example"]}), "must hold one address"),
        (asked(Destination={"ToAddresses": [f"z{n}@c.example" for n in range(51)]}), "exceeds 50"),
        (asked(FROM + b"\r\n"), "Missing required recipients"),
        (asked(EmailTags=[{"Name": "outreach", "Value": "a b"}]), "EmailTags.0.Value"),
        (asked(EmailTags=[{"Name": "outreach", "Value": "a" * 257}]), "EmailTags.0.Value"),
        (asked(EmailTags=[{"Name": "é", "Value": "a"}]), "EmailTags.0.Name"),
        (asked(ConfigurationSetName="no spaces"), "ConfigurationSetName"),
        (asked(FromEmailAddress="nobody"), "FromEmailAddress"),
        (asked(ReplyToAddresses=["nobody"]), "ReplyToAddresses"),
        (asked(Content={}), "exactly one of Raw, Simple, Template"),
        (b"not json", "Invalid JSON"),
        (b'{"Content":{},"FromEmailAddress":"\\ud800"}', "JSON"),
        (asked(b"Subject: x\n\nhello"), "Missing required header 'From'"),
        (asked(FROM + FROM + b"\r\n"), "Duplicate header 'From'"),
        (asked("From: é <a@b.example>\n\n".encode()), "not ASCII"),
        (asked(FROM + b"broken\r\n\r\n"), "not 'Name: value'"),
        (asked(FROM + b"\r\n" + b"x" * 1001), "longer than 1000"),
        (simple(Headers=[{"Name": f"X-{n}", "Value": "v"} for n in range(16)]), "Headers"),
        (simple(Headers=[{"Name": "X-A", "Value": "a\r\nBcc: e@f.example"}]), "Headers.0.Value"),
        (simple(Headers=[{"Name": "Subject", "Value": "twice"}]), "at most 1 Subject"),
        (simple(Subject={"Data": "a\nBcc: e@f.example"}), "Content.Simple"),
        (simple(Body={}), "give Text, Html or both"),
    ],
)
def test_what_ses_refuses_is_a_bad_request_that_names_the_field(body: bytes, said: str) -> None:
    with pytest.raises(BadRequest) as refused:
        submission.read(body)
    assert said in str(refused.value)


def test_fifty_recipients_are_taken_and_fifty_one_are_not() -> None:
    addresses = [f"z{n}@c.example" for n in range(50)]
    assert len(submission.read(asked(Destination={"ToAddresses": addresses})).recipients) == 50
    with pytest.raises(Refusal):
        submission.read(asked(Destination={"ToAddresses": addresses, "CcAddresses": ["one@more.example"]}))


def test_a_sender_whose_encoded_name_holds_a_comma_is_one_address() -> None:
    raw = b"From: =?utf-8?q?Martin=2C_L=C3=A9a?= <lea@acme.example>\r\nTo: c@d.example\r\n\r\n"
    mail = submission.read(asked(raw)).as_mail("id", datetime(2026, 11, 21, tzinfo=UTC))
    assert mail.sender == "Martin, Léa <lea@acme.example>"


def test_the_destination_is_the_envelope_whatever_the_headers_say() -> None:
    found = submission.read(asked(Destination={"ToAddresses": ["Zoé <other@d.example>"]}))
    assert found.recipients == ("other@d.example",)
