"""What SES publishes to SNS about a mail.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final, assert_never

from .headers import Headers
from .mail import Bounce, Click, Complaint, Delivery, Mail, Open, Send, SesEvent

type Json = dict[str, Any]

_BROWSER: Final = {"ipAddress": "192.0.2.1", "userAgent": "Mozilla/5.0"}
_SUPPRESSED: Final = (
    "Amazon SES has suppressed sending to this address because it has a recent history of bouncing "
    "as an invalid address."
)


def published(event: SesEvent, mail: Mail, eml: bytes, account: str) -> Json:
    """The whole message as the topic's subscribers read it."""
    name = event.kind.lower()
    return {"eventType": event.kind, "mail": _mail(mail, eml, account, event), name: _detail(event, mail)}


def timestamp(at: datetime) -> str:
    """`2026-11-21T20:49:00.123Z`"""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def header_list(fields: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"name": name, "value": value} for name, value in fields]


def common_headers(headers: Headers) -> Json:
    """The usual headers, those that are there and decoded: lists for addresses, texts for the others."""
    lists = {"from": "From", "replyTo": "Reply-To", "to": "To", "cc": "Cc"}
    texts = {"date": "Date", "subject": "Subject"}
    people: Json = {key: _people(headers, name) for key, name in lists.items() if headers.named(name)}
    said: Json = {key: headers.shown(name) for key, name in texts.items() if headers.named(name)}
    return people | said


def _people(headers: Headers, name: str) -> list[str]:
    return [f"{who} <{address}>" if who else address for who, address in headers.people(name)]


def _mail(mail: Mail, eml: bytes, account: str, event: SesEvent) -> Json:
    headers = Headers.of(eml)
    ours = headers.named("Message-ID", "Date")
    as_submitted = (*(field for field in headers.fields if field not in ours), *mail.submitted)
    return {
        "timestamp": timestamp(mail.at),
        "source": mail.source,
        "sendingAccountId": account,
        "messageId": mail.id,
        "destination": list(mail.recipients),
        "headersTruncated": False,
        "headers": header_list(as_submitted),
        "commonHeaders": common_headers(headers) | {"messageId": mail.id},
        "tags": _tags(mail, event),
    }


def _tags(mail: Mail, event: SesEvent) -> dict[str, list[str]]:
    domain = mail.source.rpartition("@")[2].rstrip("> ")
    tags = {
        "ses:source-ip": ["127.0.0.1"],
        "ses:from-domain": [domain],
        "ses:caller-identity": ["local"],
    }
    if mail.configuration_set is not None:
        tags["ses:configuration-set"] = [mail.configuration_set]
    if isinstance(event, Delivery):
        tags["ses:outgoing-ip"] = ["127.0.0.1"]
    for name, value in mail.tags:
        tags.setdefault(name, []).append(value)
    return tags


def _detail(event: SesEvent, mail: Mail) -> Json:
    match event:
        case Send():
            return {}
        case Delivery():
            return _delivery(event, mail)
        case Bounce():
            return _bounce(event, mail)
        case Complaint():
            return _complaint(event, mail)
        case Open():
            return {**_BROWSER, "timestamp": timestamp(event.at)}
        case Click():
            return {**_BROWSER, "timestamp": timestamp(event.at), "link": event.link, "linkTags": None}
        case _:
            assert_never(event)


def _delivery(event: Delivery, mail: Mail) -> Json:
    return {
        "timestamp": timestamp(event.at),
        "processingTimeMillis": round((event.at - mail.at).total_seconds() * 1000),
        "recipients": [event.recipient],
        "smtpResponse": "250 2.0.0 OK",
        "reportingMTA": "a0-0.smtp-out.amazonses.com",
    }


def _bounce(event: Bounce, mail: Mail) -> Json:
    suppressed = event.sub_type == "Suppressed"
    recipient = {
        "emailAddress": event.recipient,
        "action": "failed",
        "status": "5.1.1",
        "diagnosticCode": _SUPPRESSED if suppressed else "smtp; 550 5.1.1 user unknown",
    }
    return {
        "bounceType": "Permanent",
        "bounceSubType": event.sub_type,
        "bouncedRecipients": [recipient],
        "timestamp": timestamp(event.at),
        "feedbackId": _feedback(mail, event.at),
        "reportingMTA": "dns; amazonses.com" if suppressed else "dsn; a0-0.smtp-out.amazonses.com",
    }


def _complaint(event: Complaint, mail: Mail) -> Json:
    return {
        "complainedRecipients": [{"emailAddress": event.recipient}],
        "timestamp": timestamp(event.at),
        "feedbackId": _feedback(mail, event.at),
        "complaintSubType": None,
        "userAgent": "Amazon SES Mailbox Simulator",
        "complaintFeedbackType": "abuse",
        "arrivalDate": timestamp(event.at),
    }


def _feedback(mail: Mail, at: datetime) -> str:
    return f"{int(at.timestamp() * 1000):016x}-{mail.id.split('-', 1)[-1]}"
