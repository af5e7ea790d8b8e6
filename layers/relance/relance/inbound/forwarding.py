"""Gmail's "may this mailbox forward to you?": a code and a link to show in the settings, never opened."""

from __future__ import annotations

import re
from typing import Final

from relance.domain.inbox import Check, Scan
from relance.inbound.mail import Mail
from relance.inbound.verdict import Bulk, BulkKind, ForwardingConfirmation

_SENDER: Final = "forwarding-noreply@google.com"
_CODE = re.compile(r"\(?#\s?(\d{6,12})\)?")
_LINK = re.compile(
    r"https://(?:mail|mail-settings|isolated\.mail)\.google\.com/mail/[\w%.~/?&=+-]*vf[\w%.~/?&=+-]*"
)
_MAILBOX = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,80}+@(?:[\w-]{1,63}+\.){1,10}[\w-]{1,63}+")
_LONGEST_SUBJECT: Final = 500


def forwarding_confirmation(mail: Mail, verdicts: Scan) -> ForwardingConfirmation | Bulk | None:
    """The request; spam when it only claims to come from Google (no DKIM pass in the receipt)."""
    if mail.sender.email != _SENDER:
        return None
    if verdicts.dkim is not Check.PASS or verdicts.dmarc is Check.FAIL:
        return Bulk(BulkKind.SPAM, ("sender:gmail-forwarding", "ses:dkim-unproven"))
    return ForwardingConfirmation(
        mailbox=_first(_MAILBOX, f"{mail.subject[:_LONGEST_SUBJECT]} {mail.text[:2_000]}"),
        code=_first(_CODE, mail.subject[:_LONGEST_SUBJECT]) or _first(_CODE, mail.text),
        link=_first(_LINK, mail.text),
        evidence=("sender:gmail-forwarding", "ses:dkim"),
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(found.lastindex or 0) if found else ""
