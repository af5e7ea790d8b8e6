"""What SES publishes about an e-mail (SES event publishing to SNS, raw delivery).

Only what is used is modelled: SES adds fields, and an unknown one must not lose an event.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from relance.domain.outreach import EmailEvent, EmailStatus, OutreachRef

# `DeliveryDelay` changes no status, but says that the mail left us and why it is late.
_STATUS = {
    "Send": EmailStatus.SENT,
    "DeliveryDelay": EmailStatus.SENT,
    "Delivery": EmailStatus.DELIVERED,
    "Open": EmailStatus.OPENED,
    "Click": EmailStatus.CLICKED,
    "Bounce": EmailStatus.BOUNCED,
    "Complaint": EmailStatus.COMPLAINED,
    # Taken, then refused by SES itself (a virus, a template): it came to nobody.
    "Reject": EmailStatus.BOUNCED,
    "Rendering Failure": EmailStatus.BOUNCED,
}
# Where the particulars of an event are not under its own name.
_PARTICULARS = {"DeliveryDelay": "deliveryDelay", "Rendering Failure": "failure"}
# Where an event names the recipients it is about; else it is about all of them.
_RECIPIENTS = {
    "Bounce": "bouncedRecipients",
    "Complaint": "complainedRecipients",
    "Delivery": "recipients",
    "DeliveryDelay": "delayedRecipients",
}
_CODES = {
    "Bounce": ("bounceType", "bounceSubType"),
    "Complaint": ("complaintFeedbackType",),
    "DeliveryDelay": ("delayType",),
    "Reject": ("reason",),
    "Rendering Failure": ("errorMessage",),
}


class _Mail(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    timestamp: datetime
    message_id: Annotated[str, Field(alias="messageId")]
    destination: tuple[str, ...] = ()
    tags: dict[str, list[str]] = {}


class MailEvent(BaseModel):
    """One event; `eventType` names the member that has its particulars."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, extra="allow")

    event_type: Annotated[str, Field(alias="eventType")]
    mail: _Mail

    def as_email_event(self) -> EmailEvent | None:
        """None for a mail that is not one of our outreaches, or an event that says nothing of its fate."""
        ref = OutreachRef.from_tags({name: values[0] for name, values in self.mail.tags.items() if values})
        status = _STATUS.get(self.event_type)
        if ref is None or status is None:
            return None
        return EmailEvent(
            ref,
            status,
            self.mail.timestamp,
            self._recipients,
            self.mail.message_id,
            self._detail,
            permanent=self._particulars.get("bounceType") == "Permanent",
        )

    @property
    def _particulars(self) -> dict[str, Any]:
        name = _PARTICULARS.get(self.event_type, self.event_type.lower())
        found = (self.model_extra or {}).get(name)
        return found if isinstance(found, dict) else {}

    @property
    def _recipients(self) -> tuple[str, ...]:
        addresses = (r["emailAddress"] if isinstance(r, dict) else str(r) for r in self._named)
        return tuple(addresses) or self.mail.destination

    @property
    def _named(self) -> list[Any]:
        named = self._particulars.get(_RECIPIENTS.get(self.event_type, ""), [])
        return named if isinstance(named, list) else []

    @property
    def _detail(self) -> str:
        """Codes and the receiving server's own words, for the customer's history."""
        codes = (str(self._particulars.get(name, "")) for name in _CODES.get(self.event_type, ()))
        words = (r.get("diagnosticCode", "") for r in self._named if isinstance(r, dict))
        return "; ".join(part for part in (*codes, *words) if part)
