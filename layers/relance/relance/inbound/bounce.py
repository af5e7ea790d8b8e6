"""Bounces: is it one, whom did the mail not reach, and will it ever.

Half of all bounces carry no RFC 3464 report, so words and senders count too, but only together: a mail
system's name without an error, or an error told by a person, is no bounce.
"""

from __future__ import annotations

import re
from typing import Final

from relance.inbound.auto_reply import header_evidence
from relance.inbound.failed_recipients import failed_recipients
from relance.inbound.addresses import addresses
from relance.inbound.mail import Headers, Mail, NoticeKind
from relance.inbound.phrases import fold, language_in
from relance.inbound.receipt import read_receipt
from relance.inbound.reply_text import reply_text
from relance.inbound.subject import own_subject
from relance.inbound.verdict import Bounce, FailedRecipient, Permanence

_TEXT_READ = 20_000
_MAILER_DAEMON = re.compile(r"mailer-?daemon\b.*")
_DAEMON = re.compile(
    r"(?:mail-?daemon|post.?master|microsoftexchange|double-bounce|mail\.delivery)\b.*|daemon|bounces?"
)
_NULL_SENDERS = re.compile(r"|mailer-daemon(?:@.*)?")
_NOBODY = re.compile(r"no[-_.]?reply|do[-_]?not[-_]?reply")
_SMTP_REPLY = re.compile(
    r"\b[45]\d\d[ -]+#?[45]\.\d{1,3}\.\d{1,3}\b"
    r"|^[^\w\n]{0,9}(?:smtp |error:? |said:? |<<< ?)?[45]\d\d[ -]"
    r"|\b(?:smtp|error|said|responded|response|reason|code|status)\b.{0,60}\b(?:[45]\d\d|[45]\.\d\.\d{1,3})\b",
    re.MULTILINE | re.IGNORECASE,
)
# What SES writes to a mailbox that its notifications are sent to.
_SES_NOTIFICATION = re.compile(r'"(?:notificationType|eventType)"\s*:\s*"Bounce"')
_GRAVITY: Final = (Permanence.HARD, Permanence.SOFT, Permanence.DELAYED)


def bounce(mail: Mail) -> Bounce | None:
    """The bounce `mail` is, or None."""
    evidence = _evidence(mail)
    if not evidence:
        return None
    recipients = failed_recipients(mail)
    met = {recipient.permanence for recipient in recipients}
    permanence = next((each for each in _GRAVITY if each in met), Permanence.SOFT)
    return Bounce(permanence, _gravest_status(recipients, permanence), recipients, evidence)


def _is_returned(mail: Mail, original: Headers) -> bool:
    """Whether the enclosed mail went from those whom this one is addressed to, to somebody it names."""
    written = (value for name in ("From", "Return-Path", "Reply-To") for value in original.as_written(name))
    authors = {one.email for one in addresses(tuple(written))}
    said = reply_text(mail.text).visible.lower()
    is_named = any(one.email and one.email in said for one in addresses(original.as_written("To")))
    return is_named and any(one.email in authors for one in mail.to)


def _gravest_status(recipients: tuple[FailedRecipient, ...], permanence: Permanence) -> str:
    return next((one.status for one in recipients if one.permanence is permanence and one.status), "")


def _evidence(mail: Mail) -> tuple[str, ...]:
    if mail.notice(NoticeKind.FEEDBACK_REPORT):
        return ()
    if mail.report_type == NoticeKind.DELIVERY_STATUS:
        return ("header:report-type",)
    if mail.notice(NoticeKind.DELIVERY_STATUS) and own_subject(mail.subject):
        return ("part:delivery-status",)
    if "X-Failed-Recipients" in mail.headers:
        return ("header:x-failed-recipients",)
    if own_subject(mail.subject) and _SES_NOTIFICATION.search(mail.text[:_TEXT_READ]):
        return ("text:ses-notification",)
    sender, failure = _sender_evidence(mail), _failure_evidence(mail)
    # Some systems bounce by the machine-readable part of a receipt.
    if read_receipt(mail) and not _words(failure):
        return ()
    if not _suffice(sender, failure) and len(_words(failure)) == 2 and failed_recipients(mail):
        failure = (*failure, "text:failed-recipient")
    return (*sender, *failure) if _suffice(sender, failure) else ()


def _suffice(sender: tuple[str, ...], failure: tuple[str, ...]) -> bool:
    """A mail system that tells of a failure; from anybody else subject, words and a proof must say so."""
    words = _words(failure)
    if "sender:mailer-daemon" in sender:
        return True
    if "part:returned" in failure:
        return bool(words)
    if "sender:daemon" in sender:
        return bool(failure)
    has_subject = any(code.startswith("subject:") for code in words)
    if "sender:null" in sender or "sender:automatic" in sender:
        return has_subject or (bool(words) and len(failure) >= 2)
    if "sender:no-reply" in sender:
        return bool(words) and "part:original" in failure
    return has_subject and len(words) == 2 and len(failure) > 2


def _words(failure: tuple[str, ...]) -> list[str]:
    return [code for code in failure if ":undelivered:" in code]


def _sender_evidence(mail: Mail) -> tuple[str, ...]:
    name, local = fold(mail.sender.name), mail.sender.local
    if _MAILER_DAEMON.fullmatch(local):
        return ("sender:mailer-daemon",)
    is_unnamed = not local and "From" in mail.headers
    if is_unnamed or _DAEMON.fullmatch(local) or language_in(name, "bounce", "daemon"):
        return ("sender:daemon",)
    if mail.return_path is not None and _NULL_SENDERS.fullmatch(mail.return_path):
        return ("sender:null",)
    if header_evidence(mail):
        return ("sender:automatic",)
    return ("sender:no-reply",) if _NOBODY.match(local) else ()


def _failure_evidence(mail: Mail) -> tuple[str, ...]:
    text = mail.text[:_TEXT_READ]
    subject = language_in(own_subject(mail.subject), "bounce", "subject", at_start=True)
    body = language_in(fold(text), "bounce", "body")
    found = (
        (f"subject:undelivered:{subject}", bool(subject)),
        (f"text:undelivered:{body}", bool(body)),
        ("text:smtp-reply", bool(_SMTP_REPLY.search(text))),
        ("part:original", mail.original is not None),
        ("part:returned", mail.original is not None and _is_returned(mail, mail.original)),
    )
    return tuple(code for code, holds in found if holds)
