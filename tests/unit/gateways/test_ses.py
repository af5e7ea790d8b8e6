"""One e-mail, one request, whatever comes of it; and an answer that says what may be done about it."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, datetime

import pytest

from relance.domain.outreach import OutreachRef
from relance.gateways import ses
from relance.gateways.ses import SesMailer
from relance.usecases.ports import Accepted, Envelope, Rejected, SendResult, Throttled, Unknown
from tests.unit.gateways.loopback import Answer, Reaction, Reset, Service, Silence, nobody_listens, serving

REF = OutreachRef("acme", "Société #1", datetime(2026, 11, 2, 8, tzinfo=UTC), "abcdefghijklmnop")
ENVELOPE = Envelope("Marie <marie@acme.example>", ("zoe@client.example",), b"Subject: F-1\r\n\r\nBonjour\r\n")


def refusal(status: int, error: str, message: str = "why") -> Answer:
    return Answer(status, json.dumps({"message": message}), error)


def send(url: str, monkeypatch: pytest.MonkeyPatch) -> SendResult:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", url)
    monkeypatch.setattr(ses, "_READ_SECONDS", 0.3)
    return SesMailer("mail", "eu-west-3").send(ENVELOPE, REF)


def sent_to(reaction: Reaction, monkeypatch: pytest.MonkeyPatch) -> tuple[SendResult, Service]:
    with serving(reaction) as service:
        return send(service.url, monkeypatch), service


OUTCOMES: list[tuple[Reaction, SendResult]] = [
    (Answer(200, '{"MessageId": "m-1"}'), Accepted("m-1")),
    (refusal(429, "TooManyRequestsException"), Throttled("TooManyRequestsException")),
    (refusal(400, "LimitExceededException"), Throttled("LimitExceededException")),
    (refusal(400, "SendingPausedException"), Throttled("SendingPausedException")),
    (refusal(400, "ThrottlingException"), Throttled("ThrottlingException")),
    (refusal(400, "MessageRejected"), Rejected("MessageRejected: why")),
    (refusal(400, "MailFromDomainNotVerifiedException"), Rejected("MailFromDomainNotVerifiedException: why")),
    (refusal(404, "NotFoundException"), Rejected("NotFoundException: why")),
    (refusal(500, "InternalFailure"), Unknown("InternalFailure")),
    (Answer(502, "<html>bad gateway</html>"), Unknown("502")),
    (refusal(503, "ServiceUnavailable"), Unknown("ServiceUnavailable")),
    (Reset(), Unknown("ConnectionClosedError")),
    (Silence(), Unknown("ReadTimeoutError")),
]


@pytest.mark.parametrize(("reaction", "expected"), OUTCOMES, ids=lambda value: f"{value}"[:60])
def test_exactly_one_request_is_made_and_its_outcome_told(
    reaction: Reaction, expected: SendResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, service = sent_to(reaction, monkeypatch)
    assert result == expected
    assert len(service.requests) == 1


def test_without_a_connection_nothing_can_have_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert send(nobody_listens(), monkeypatch) == Throttled("EndpointConnectionError")


def test_a_success_that_cannot_be_read_may_have_left(monkeypatch: pytest.MonkeyPatch) -> None:
    result, service = sent_to(Answer(200, "not json"), monkeypatch)
    assert isinstance(result, Unknown)
    assert len(service.requests) == 1


def test_the_mail_carries_the_reference_that_its_events_will_name(monkeypatch: pytest.MonkeyPatch) -> None:
    _, service = sent_to(Answer(200, '{"MessageId": "m-1"}'), monkeypatch)
    (request,) = map(json.loads, service.requests)
    assert b64decode(request["Content"]["Raw"]["Data"]) == ENVELOPE.mime
    assert request["FromEmailAddress"] == ENVELOPE.sender
    assert request["Destination"] == {"ToAddresses": list(ENVELOPE.recipients)}
    assert request["ConfigurationSetName"] == "mail"
    tags = {tag["Name"]: tag["Value"] for tag in request["EmailTags"]}
    assert OutreachRef.from_tags(tags) == REF
