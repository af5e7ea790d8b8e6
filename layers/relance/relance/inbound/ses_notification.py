"""Amazon SES feedback that arrives by mail: JSON, alone or inside an Amazon SNS envelope (JSON in a string).

Fields: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from relance.inbound.mail import Mail
from relance.inbound.verdict import (
    Bounce,
    Complaint,
    ComplaintKind,
    FailedRecipient,
    Permanence,
    ReadReceipt,
    ReceiptKind,
    Verdict,
)

_READ: Final = 200_000  # characters
_MOST: Final = 100
_LONGEST: Final = 1_000
_ENVELOPES: Final = 3
_EVIDENCE: Final = ("text:ses-notification",)


def ses_notification(mail: Mail) -> Verdict | None:
    """The bounce, complaint or delivery that the mail tells of; None when its text is no such JSON."""
    told = _told(mail.text)
    match str(told.get("notificationType") or told.get("eventType") or ""):
        case "Bounce":
            return _bounce(_object(told.get("bounce")))
        case "DeliveryDelay":
            named = _recipients(_object(told.get("deliveryDelay")), "delayedRecipients", Permanence.DELAYED)
            return Bounce(Permanence.DELAYED, _status(named), named, _EVIDENCE)
        case "Complaint":
            return _complaint(_object(told.get("complaint")))
        case "Delivery":
            return ReadReceipt(ReceiptKind.DELIVERED, _EVIDENCE)
        case _:
            return None


# Line breaks inside strings are let pass: some system on the way wraps long lines.
_DECODER: Final = json.JSONDecoder(strict=False)


def _first(text: str) -> Mapping[str, Any]:
    """The object that `text` begins with; SNS adds below how to unsubscribe."""
    try:
        found, _ = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return {}
    return _object(found)


def _told(text: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = {}
    inside = text.lstrip()[:_READ]
    for _ in range(_ENVELOPES):
        if not inside.startswith("{"):
            break
        found = _first(inside)
        detail = found.get("detail")
        if isinstance(detail, dict):
            return detail  # EventBridge's envelope
        message = found.get("Message")
        if not isinstance(message, str):
            break
        inside = message.lstrip()[:_READ]
    return found


def _bounce(told: Mapping[str, Any]) -> Bounce:
    hard = told.get("bounceType") == "Permanent" and told.get("bounceSubType") not in (
        "ContentRejected",
        "AttachmentRejected",
        "MessageTooLarge",
    )
    permanence = Permanence.HARD if hard else Permanence.SOFT
    named = _recipients(told, "bouncedRecipients", permanence)
    return Bounce(permanence, _status(named), named, _EVIDENCE)


def _complaint(told: Mapping[str, Any]) -> Complaint:
    kind = _text(told.get("complaintFeedbackType")).lower()
    named = _recipients(told, "complainedRecipients", Permanence.SOFT)
    known = ComplaintKind(kind) if kind in set(ComplaintKind) else ComplaintKind.ABUSE
    return Complaint(known, tuple(one.email for one in named), _EVIDENCE)


def _recipients(told: Mapping[str, Any], field: str, permanence: Permanence) -> tuple[FailedRecipient, ...]:
    listed = told.get(field)
    each = (_object(one) for one in (listed if isinstance(listed, list) else [])[:_MOST])
    return tuple(
        FailedRecipient(email, permanence, _text(one.get("status")), _text(one.get("diagnosticCode")))
        for one in each
        if "@" in (email := _text(one.get("emailAddress")).strip().lower())
    )


def _status(named: tuple[FailedRecipient, ...]) -> str:
    return next((one.status for one in named if one.status), "")


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
