"""Bounces: is it one, whom did the mail not reach, and will it ever.

Half of all bounces carry no RFC 3464 report, so words and senders count too, but only together: a mail
system's name without an error, or an error told by a person, is no bounce. Goods can be "not delivered" as
well as mails.
"""

from __future__ import annotations

import re
from typing import Final

from relance.inbound.addresses import addresses
from relance.inbound.auto_reply import header_evidence
from relance.inbound.explanation import explanation
from relance.inbound.failed_recipients import failed_recipients
from relance.inbound.mail import Headers, Mail, ReportKind
from relance.inbound.phrases import fold, language_in
from relance.inbound.receipt import read_receipt
from relance.inbound.reply_text import reply_text
from relance.inbound.subject import any_subject, own_subject
from relance.inbound.verdict import Bounce, FailedRecipient, Permanence

_TEXT_READ = 20_000
_MAILER_DAEMON = re.compile(r"mailer-?daemon\b.*")
_DAEMON = re.compile(
    r"(?:m(?:ail-?)?daemon|post.?master|microsoftexchange|double-bounce|mail\.delivery)\b.*|daemon|bounces?"
)
_NULL_SENDERS = re.compile(r"|mailer-daemon(?:@.*)?")
_NOBODY = re.compile(r"no[-_.]?reply|do[-_]?not[-_]?reply")
_SMTP_REPLY = re.compile(
    r"\b[45]\d\d[ -]{1,3}#?[45]\.\d{1,3}\.\d{1,3}\b"
    r"|^[^\w\n]{0,9}(?:smtp |error:? |said:? |<<< ?)?[45]\d\d[ -](?=\D)"
    r"|\b(?:smtp|error|said|responded|response|reason|code|status)\b(?:[ :;,'\"-]|code|was|is|of|the|from|"
    r"server|message|smtp){1,12}\b(?:[45]\d\d(?=[ -]?[^\s\w]| [45]\.)|[45]\.\d\.\d{1,3})",
    re.MULTILINE | re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?: |$)")
_EMAIL = re.compile(r"[\w.+='-]{1,80}+@[\w-]{1,60}+\.[\w.-]{2,100}+")
_GRAVITY: Final = (Permanence.HARD, Permanence.SOFT, Permanence.DELAYED)
_LIST_SERVER: Final = "X-MLServer"


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
    if mail.notice(ReportKind.FEEDBACK_REPORT):
        return ()
    if mail.report_type == ReportKind.DELIVERY_STATUS:
        return ("header:report-type",)
    if mail.notice(ReportKind.DELIVERY_STATUS) and own_subject(mail.subject):
        return ("part:delivery-status",)
    if "X-Failed-Recipients" in mail.headers:
        return ("header:x-failed-recipients",)
    sender, failure = _sender_evidence(mail), _failure_evidence(mail)
    # Some systems bounce by the machine-readable part of a receipt.
    if read_receipt(mail) and not _words(failure):
        return ()
    return (*sender, *failure) if _suffice(sender, failure, mail) else ()


def _suffice(sender: tuple[str, ...], failure: tuple[str, ...], mail: Mail) -> bool:
    """A mail system that tells of a failure; from anybody else subject, words and a proof must say so."""
    words = _words(failure)
    if "sender:mailer-daemon" in sender:
        return True
    if "part:returned" in failure:
        return bool(words)
    if "sender:daemon" in sender:
        return bool(failure)
    has_subject = any(code.startswith("subject:") for code in words)
    if "sender:list-server" in sender:
        return bool(words)
    if "sender:null" in sender or "sender:automatic" in sender:
        return has_subject or (bool(words) and len(failure) >= 2)
    if "sender:no-reply" in sender:
        return bool(words) and ("part:original" in failure or "text:names-recipient" in failure)
    # A person may answer our mail with such words; a program's bounce that is no report answers nothing.
    is_proved = "text:names-recipient" in failure or "part:original" in failure
    return has_subject and len(words) == 2 and is_proved and not mail.is_answer


def _words(failure: tuple[str, ...]) -> list[str]:
    return [code for code in failure if ":undelivered:" in code]


def _sender_evidence(mail: Mail) -> tuple[str, ...]:
    name, local = fold(mail.sender.name), mail.sender.local
    if _MAILER_DAEMON.fullmatch(local):
        return ("sender:mailer-daemon",)
    is_unnamed = not local and "<>" in "".join(mail.headers.get("From").split())
    if is_unnamed or _DAEMON.fullmatch(local) or language_in(name, "bounce", "daemon"):
        return ("sender:daemon",)
    if _LIST_SERVER in mail.headers:
        return ("sender:list-server",)
    if mail.return_path is not None and _NULL_SENDERS.fullmatch(mail.return_path):
        return ("sender:null",)
    if header_evidence(mail):
        return ("sender:automatic",)
    return ("sender:no-reply",) if _NOBODY.match(local) else ()


def _failure_evidence(mail: Mail) -> tuple[str, ...]:
    text = mail.text[:_TEXT_READ]
    own = own_subject(mail.subject)
    at_start = language_in(own, "bounce", "subject", at_start=True)
    # A gateway may put its words behind our own subject: "RE: Invoice F-1 : non remis (delivery failed)".
    anywhere = "" if mail.is_answer else language_in(any_subject(mail.subject), "bounce", "subject")
    subject = at_start or anywhere
    body = language_in(fold(text), "bounce", "body")
    found = (
        (f"subject:undelivered:{subject}", bool(subject)),
        (f"text:undelivered:{body}", bool(body)),
        ("text:smtp-reply", bool(_SMTP_REPLY.search(text))),
        ("text:names-recipient", bool(body) and _names_recipient(mail)),
        ("part:original", mail.original is not None),
        ("part:returned", mail.original is not None and _is_returned(mail, mail.original)),
    )
    return tuple(code for code, holds in found if holds)


def _names_recipient(mail: Mail) -> bool:
    """Whether one sentence has the words and an address of neither side: "not delivered to bob@..."."""
    ours = {one.email for one in (*mail.to, mail.sender)}
    for sentence in _SENTENCE_END.split(fold(explanation(mail.text).text)):
        others = {found[0].rstrip(".") for found in _EMAIL.finditer(sentence)} - ours
        if others and language_in(sentence, "bounce", "body"):
            return True
    return False
