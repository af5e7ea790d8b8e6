"""What the receipt rule does with a mail that came in: the object for S3, the event for Lambda.

https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
"""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from typing import Final

from .headers import Headers
from .mail import Mail
from .ses_events import Json, common_headers, header_list, timestamp

_VERDICTS: Final = frozenset({"PASS", "FAIL", "GRAY", "PROCESSING_FAILED"})


def stored(mail: Mail, received: bytes, *, trust_test_verdicts: bool) -> bytes:
    """The object: SES's own header fields, then the mail exactly as it came."""
    spam, virus = _scan(Headers.of(received), trust_test_verdicts=trust_test_verdicts)
    at = format_datetime(mail.at)
    lines = (
        f"Return-Path: <{mail.source}>",
        f"Received: from localhost by inbound-smtp.amazonaws.com with SMTP id {mail.id}; {at}",
        f"X-SES-Spam-Verdict: {spam}",
        f"X-SES-Virus-Verdict: {virus}",
        "",
    )
    return "\r\n".join(lines).encode() + received


def event(mail: Mail, received: bytes, at: datetime, function_arn: str, *, trust_test_verdicts: bool) -> Json:
    """The Lambda event, received `at`. Verdicts say PASS unless the mail may choose its own."""
    headers = Headers.of(received)
    spam, virus = _scan(headers, trust_test_verdicts=trust_test_verdicts)
    common = {"returnPath": mail.source, **common_headers(headers)}
    if message_id := headers.first("Message-ID"):
        common["messageId"] = message_id
    ses = {
        "mail": {
            "timestamp": timestamp(at),
            "source": mail.source,
            "messageId": mail.id,
            "destination": list(mail.recipients),
            "headersTruncated": False,
            "headers": header_list(headers.fields),
            "commonHeaders": common,
        },
        "receipt": {
            "timestamp": timestamp(at),
            "processingTimeMillis": 1,
            "recipients": list(mail.recipients),
            "spamVerdict": {"status": spam},
            "virusVerdict": {"status": virus},
            "spfVerdict": {"status": "PASS"},
            "dkimVerdict": {"status": "PASS"},
            "dmarcVerdict": {"status": "PASS"},
            "action": {"type": "Lambda", "functionArn": function_arn, "invocationType": "Event"},
        },
    }
    return {"Records": [{"eventSource": "aws:ses", "eventVersion": "1.0", "ses": ses}]}


def _scan(headers: Headers, *, trust_test_verdicts: bool) -> tuple[str, str]:
    """(spam, virus)"""
    asked = [(headers.first(f"X-Test-{what}-Verdict") or "").upper() for what in ("Spam", "Virus")]
    spam, virus = (said if trust_test_verdicts and said in _VERDICTS else "PASS" for said in asked)
    return spam, virus
