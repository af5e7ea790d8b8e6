"""Receipts: the mail arrived, or was displayed. They ask for nothing."""

from __future__ import annotations

from typing import Final

from relance.inbound.mail import Mail, ReportKind
from relance.inbound.phrases import fold, language_in
from relance.inbound.subject import own_subject
from relance.inbound.verdict import ReadReceipt, ReceiptKind

# RFC 3464, 2.3.3, and what some systems write for it.
_ARRIVED: Final = ("delivered", "deliverable", "relayed", "expanded")
_TEXT_READ = 2_000


def delivered(mail: Mail) -> ReadReceipt | None:
    """A delivery report in which every recipient got the mail."""
    notice = mail.notice(ReportKind.DELIVERY_STATUS)
    blocks = notice.blocks if notice else ()
    actions = [action.strip().lower() for block in blocks for action in block.all("Action")]
    if actions and all(action.startswith(_ARRIVED) for action in actions):
        return ReadReceipt(ReceiptKind.DELIVERED, ("part:delivery-status", f"action:{actions[0].split()[0]}"))
    return None


def read_receipt(mail: Mail) -> ReadReceipt | None:
    """RFC 8098, or the words of mail programs that send no machine-readable part."""
    if mail.notice(ReportKind.DISPOSITION_NOTIFICATION):
        return ReadReceipt(ReceiptKind.READ, ("part:disposition-notification",))
    subject = language_in(own_subject(mail.subject), "receipt", "subject", at_start=True)
    if subject and language_in(fold(mail.text[:_TEXT_READ]), "receipt", "body"):
        return ReadReceipt(ReceiptKind.READ, (f"subject:read-receipt:{subject}",))
    return None
