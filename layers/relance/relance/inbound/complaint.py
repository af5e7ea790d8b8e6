"""Complaints: "this is spam" from a mailbox provider (RFC 5965), and a mail program's "unsubscribe"."""

from __future__ import annotations

import re
from typing import Final

from relance.inbound.mail import MachineReport, Mail, ReportKind
from relance.inbound.phrases import fold
from relance.inbound.verdict import AutoReply, Complaint, ComplaintKind, Strength

_ADDRESS = re.compile(r"[^\s<>;:,\"]{1,100}@[^\s<>;:,\"]{1,200}")
_RECIPIENT_FIELDS: Final = ("Original-Rcpt-To", "Removal-Recipient", "Redacted-Address")
_HOTMAIL_SUBJECT = re.compile(r"complaint about message from [\d.:a-f]+")
_HOTMAIL_RECIPIENT: Final = "X-HmXmrOriginalRecipient"
_OPT_OUT = re.compile(r"unsubscribe\W*")
_OPT_OUT_BODY = re.compile(r"unsubscribe|automatically generated|sent this email to unsubscribe")


def complaint(mail: Mail) -> Complaint | AutoReply | None:
    """The complaint, if it is one; "not spam after all" is an automatic mail that asks for nothing."""
    if notice := mail.notice(ReportKind.FEEDBACK_REPORT):
        return _reported(notice)
    if _is_hotmail(mail):
        reporter = mail.original.all(_HOTMAIL_RECIPIENT) if mail.original else ()
        return Complaint(ComplaintKind.ABUSE, _emails(reporter), ("subject:complaint", "part:original"))
    if "X-Apple-Unsubscribe" in mail.headers:
        return Complaint(ComplaintKind.OPT_OUT, (mail.sender.email,), ("header:x-apple-unsubscribe",))
    if _is_opt_out(mail):
        return Complaint(ComplaintKind.OPT_OUT, (mail.sender.email,), ("subject:unsubscribe",))
    return None


def _reported(notice: MachineReport) -> Complaint | AutoReply:
    kind = (
        next((value for block in notice.blocks for value in block.all("Feedback-Type")), "").strip().lower()
    )
    if kind == "not-spam":
        return AutoReply(Strength.STRONG, None, ("part:feedback-report", "feedback:not-spam"))
    known = ComplaintKind(kind) if kind in set(ComplaintKind) else ComplaintKind.OTHER
    recipients = [value for block in notice.blocks for name in _RECIPIENT_FIELDS for value in block.all(name)]
    return Complaint(known, _emails(tuple(recipients)), ("part:feedback-report", f"feedback:{known}"))


def _is_hotmail(mail: Mail) -> bool:
    """Outlook.com's reports hold the original mail and no feedback part."""
    if mail.original is None:
        return False
    return _HOTMAIL_RECIPIENT in mail.original or bool(_HOTMAIL_SUBJECT.match(fold(mail.subject)))


def _is_opt_out(mail: Mail) -> bool:
    """What a mail program sends for its "unsubscribe" button; whoever writes more is read by a person."""
    if not _OPT_OUT.fullmatch(fold(mail.subject)):
        return False
    text = fold(mail.text[:1_000])
    return not text or (len(text) < 300 and bool(_OPT_OUT_BODY.match(text)))


def _emails(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.lower() for value in values for found in _ADDRESS.findall(value)))
