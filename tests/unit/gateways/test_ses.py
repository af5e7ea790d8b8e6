"""One e-mail, one request, whatever comes of it; and an answer that says what may be done about it."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from relance.domain.outreach import OutreachRef
from relance.gateways import ses
from relance.gateways.ses import SesMailer
from relance.usecases.ports.mailing import Accepted, Envelope, Rejected, SendResult, Throttled, Unknown
from tests.unit.gateways.loopback import Answer, Reaction, Reset, Service, Silence, nobody_listens, serving

REF = OutreachRef("acme", "Société #1", datetime(2026, 11, 2, 8, tzinfo=UTC), "abcdefghijklmnop")
ENVELOPE = Envelope("Marie <marie@acme.example>", ("zoe@client.example",), b"Subject: F-1\r\n\r\nBonjour\r\n")


def refusal(status: int, error: str, message: str = "why") -> Answer:
    return Answer(status, json.dumps({"message": message}), error)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving() as service:
        yield service


@contextmanager
def mailer_to(url: str) -> Iterator[SesMailer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_SESV2", url)
        patch.setattr(ses, "_READ_SECONDS", 0.3)
        yield SesMailer("mail", "eu-west-3")


@pytest.fixture(scope="module")
def mailer(service: Service) -> Iterator[SesMailer]:
    """One for all: to make a client takes longer than all these calls."""
    with mailer_to(service.url) as mailer:
        yield mailer


@pytest.fixture(autouse=True)
def nothing_came_yet(service: Service) -> None:
    service.requests.clear()


OUTCOMES: list[tuple[Reaction, SendResult]] = [
    (Answer(200, '{"MessageId": "m-1"}'), Accepted("m-1")),
    (refusal(429, "TooManyRequestsException"), Throttled("TooManyRequestsException")),
    (refusal(400, "LimitExceededException"), Throttled("LimitExceededException")),
    (refusal(400, "SendingPausedException"), Throttled("SendingPausedException")),
    (refusal(400, "ThrottlingException"), Throttled("ThrottlingException")),
    (refusal(400, "MessageRejected"), Rejected("MessageRejected: why")),
    (refusal(400, "BadRequestException"), Rejected("BadRequestException: why")),
    (refusal(400, "MailFromDomainNotVerifiedException"), Throttled("MailFromDomainNotVerifiedException")),
    (refusal(404, "NotFoundException"), Throttled("NotFoundException")),
    (refusal(403, "ExpiredTokenException"), Throttled("ExpiredTokenException")),
    (refusal(500, "InternalFailure"), Unknown("InternalFailure")),
    (Answer(200, "not json"), Unknown("no message id")),
    (Answer(502, "<html>bad gateway</html>"), Unknown("502")),
    (refusal(503, "ServiceUnavailable"), Unknown("ServiceUnavailable")),
    (Reset(), Unknown("ConnectionClosedError")),
    (Silence(), Unknown("ReadTimeoutError")),
]


@pytest.mark.parametrize(("reaction", "expected"), OUTCOMES, ids=str)
def test_exactly_one_request_is_made_and_its_outcome_told(
    reaction: Reaction, expected: SendResult, service: Service, mailer: SesMailer
) -> None:
    service.reaction = reaction
    assert mailer.send(ENVELOPE, REF) == expected
    assert len(service.requests) == 1


def test_without_a_connection_nothing_can_have_left() -> None:
    with mailer_to(nobody_listens()) as mailer:
        assert mailer.send(ENVELOPE, REF) == Throttled("EndpointConnectionError")


def test_the_mail_carries_the_reference_that_its_events_will_name(
    service: Service, mailer: SesMailer
) -> None:
    service.reaction = Answer(200, '{"MessageId": "m-1"}')
    mailer.send(ENVELOPE, REF)
    (request,) = map(json.loads, service.requests)
    assert b64decode(request["Content"]["Raw"]["Data"]) == ENVELOPE.mime
    assert request["FromEmailAddress"] == ENVELOPE.sender
    assert request["Destination"] == {"ToAddresses": list(ENVELOPE.recipients)}
    assert request["ConfigurationSetName"] == "mail"
    tags = {tag["Name"]: tag["Value"] for tag in request["EmailTags"]}
    assert OutreachRef.from_tags(tags) == REF
