"""Whom a bounced mail did not reach, and whether their address is dead.

A 5.x.x status means "dead address" in one case of three only: an address is given up (HARD) on the codes and
words that speak of the address itself, never on refusals of content, sender or quota. Only what the mail
system wrote is looked at, never the copy of our own mail.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Final

# flufl.bounce knows some forty mail systems' ways of naming an address without RFC 3464.
from flufl.bounce import all_failures

from relance.inbound.addresses import addresses
from relance.inbound.explanation import explanation
from relance.inbound.mail import Headers, Mail, ReportKind
from relance.inbound.parse import message_of
from relance.inbound.phrases import fold, language_in
from relance.inbound.verdict import FailedRecipient, Permanence

_MAX_RECIPIENTS = 100
_MAX_SCANNED = 60_000  # bytes of a mail that flufl.bounce is given
_LONGEST_SCANNED_LINE = 2_000
_LONGEST_EMAIL = 320
_WORDS = 1_500  # characters about one recipient
_ADDRESS = re.compile(
    r"(?<![^\s<>;:,\"()\[\]'`*])[^\s<>;:,\"()\[\]@'`*]{1,100}+@[^\s<>;:,\"()\[\]@'`*]{1,200}+"
)
_LISTED = re.compile(
    r"^[^\w\n]{0,9}+(?:\d{3}[ -])?"
    r"(?:rcpt to|to|(?:failed |final |original )?(?:recipient|address|user|userid|destinataire|empfänger)s?"
    r"(?: address)?|invalid final delivery userid)?"
    r"[^\w\n]{0,9}+([\w.+='/-]{1,100}+@[\w.-]{1,200}+)(?=[>\s:(,;.]|$)",
    re.MULTILINE | re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![.\d])")
_REPLY_STATUS = re.compile(r"(?<![\d.])[45]\d\d[ -]+\(?#?([45]\.\d{1,3}\.\d{1,3})(?![.\d])")
_URL = re.compile(r"https?://\S++|www\.\S++", re.IGNORECASE)
# The refusal came after the mail itself had been given: of the content, whatever its words.
_AFTER_CONTENT = re.compile(
    r">>> (?:data|\.)\s{1,9}<<< [45]\d\d|in reply to end of\s{1,9}data"
    r"|smtp command\s{0,9}-{0,9}\s{0,9}data\b",
    re.IGNORECASE,
)
_ONLY_UNKNOWN = re.compile(r"\b(?:unknown user|user unknown|no such user)\b")
_ONLY_REJECTED = re.compile(r"recipient address rejected[. ]*$")
# Links to what refuses senders or content, and to groups, which take no mail from outside.
_REFUSING_SITES = re.compile(
    r"(?:spamhaus|spamcop|barracudacentral|spfbl|sorbs|abuseat|uceprotect|groups\.google|/r?bl[/?.])\S*+",
    re.IGNORECASE,
)
# RFC 3463: bad mailbox, bad system, bad syntax, moved; 5.1.10 and 5.1.351 are Microsoft's "not found",
# 5.3.2 with 521 (RFC 7504) and 5.1.10, 5.4.310 speak of a domain that takes no mail.
_GONE_CODES: Final = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.1.351", "5.4.310"})
_NO_MAIL_REPLIES: Final = re.compile(r"\b(?:521|556)[ -]")
_SENDER_CODES: Final = frozenset({"5.1.7", "5.1.8"})  # it is our own address that was refused
_VAGUE_CODES: Final = frozenset({"5.0.0", "5.1.0", "5.2.0", "5.3.0", "5.4.0", "5.5.0", "4.0.0", "5.7.0"})
# Its complaints about damaged mails are not ours to log.
logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())
logging.getLogger("flufl.bounce").propagate = False


def failed_recipients(mail: Mail) -> tuple[FailedRecipient, ...]:
    """Each address once, at most 100. Empty when the bounce names none."""
    found = _reported(mail) or _named(mail)
    unique: dict[str, FailedRecipient] = {}
    for recipient in found:
        unique.setdefault(recipient.email, recipient)
    return tuple(unique.values())[:_MAX_RECIPIENTS]


def _reported(mail: Mail) -> list[FailedRecipient]:
    """From the RFC 3464 part, one block a recipient."""
    notice = mail.notice(ReportKind.DELIVERY_STATUS)
    blocks = notice.blocks if notice else ()
    return [recipient for block in blocks if (recipient := _from_block(block, mail))]


def _from_block(block: Headers, mail: Mail) -> FailedRecipient | None:
    named = (block.get(name) for name in ("Original-Recipient", "Final-Recipient", "X-Actual-Recipient"))
    email = next((found[0] for value in named if (found := _ADDRESS.search(value))), "")
    action = block.get("Action").strip().lower()
    if not email or action.startswith(("delivered", "relayed", "expanded")):
        return None
    email = email.lower()
    diagnostic = block.get("Diagnostic-Code") or block.get("X-Supplementary-Info")
    status = _status(diagnostic, block.get("Status"))
    if action.startswith("delayed"):
        return FailedRecipient(email, Permanence.DELAYED, status, diagnostic)
    told = explanation(mail.text).text
    words = diagnostic or told
    is_late = bool(_AFTER_CONTENT.search(told))
    permanence = _permanence(status, words, is_late=is_late)
    if permanence is Permanence.SOFT and diagnostic and not _says_anything(diagnostic):
        # "smtp; 550 failed": the reason stands in the text for people alone.
        permanence = _permanence(status, _about(email, told), is_late=is_late)
    return FailedRecipient(email, permanence, status, diagnostic)


def _says_anything(diagnostic: str) -> bool:
    said = _bare(diagnostic)
    return any(language_in(said, "bounce", table) for table in ("blocked", "passing", "gone", "lost"))


def _named(mail: Mail) -> list[FailedRecipient]:
    """From what the mail says for people."""
    told = explanation(mail.text).text
    subject = mail.subject
    emails = _addresses(mail)
    delayed = _is_delayed(f"{subject}\n{told}")
    found = []
    for email in emails:
        words = f"{subject}\n{told if len(emails) == 1 else _about(email, told)}"
        status = _status(words, "")
        is_late = bool(_AFTER_CONTENT.search(told))
        hard_or_soft = _permanence(status, words, is_late=is_late)
        permanence = Permanence.DELAYED if delayed and not status.startswith("5") else hard_or_soft
        found.append(FailedRecipient(email, permanence, status))
    return found


def _is_delayed(words: str) -> bool:
    return bool(language_in(fold(words), "bounce", "delayed"))


def _about(email: str, told: str) -> str:
    """The lines about one of several recipients: from each that names it to the next that names another.

    All of the text when those lines give no reason.
    """
    kept: list[str] = []
    is_about = False
    for line in told.lower().split("\n"):
        names = _ADDRESS.findall(line)
        if names:
            is_about = email in line
        if is_about:
            kept.append(line)
    own = "\n".join(kept)[:_WORDS]
    return own if _says_anything(own) or _STATUS.search(own) else told


def _addresses(mail: Mail) -> list[str]:
    if declared := _ADDRESS.findall(mail.headers.get("X-Failed-Recipients")):
        return [email.lower() for email in declared]
    found = explanation(mail.text)
    ours = {address.email for address in (*mail.to, mail.sender)} | found.authors | _authors(mail.original)
    told = found.text.lower()
    mentioned = [email for email in _unique(_ADDRESS.findall(told)) if email not in ours]
    scanned = [email for email in _scanned(mail) if email not in ours]
    listed = [email for email in _unique(_LISTED.findall(told)) if email not in ours]
    candidates = (
        [email for email in scanned if email in told],
        listed,
        mentioned if len(mentioned) == 1 else [],
        scanned,
        mentioned[:1],
        [email for email in (*_recipients(mail.original), *found.recipients) if email not in ours],
    )
    return next((emails for emails in candidates if emails), [])


def _unique(emails: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(email.strip(".'`") for email in emails if "." in email.rpartition("@")[2]))


def _authors(original: Headers | None) -> set[str]:
    """Who sent the mail that came back: our own addresses."""
    names = ("From", "Reply-To", "Return-Path", "Sender")
    written = [value for name in names for value in original.as_written(name)] if original else []
    return {one.email for one in addresses(written)}


def _recipients(original: Headers | None) -> list[str]:
    """Whom the mail that came back was for, when it was for one."""
    found = addresses(original.as_written("To")) if original else ()
    return [one.email for one in found if "@" in one.email] if len(found) == 1 else []


def _scanned(mail: Mail) -> list[str]:
    """What flufl.bounce finds in the beginning of the mail, whose long lines are left out."""
    raw = mail.raw[:_MAX_SCANNED]
    short = b"\n".join(line for line in raw.split(b"\n") if len(line) < _LONGEST_SCANNED_LINE)
    message, _ = message_of(short)
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # its detectors raise whatever a damaged mail leads to; it only adds evidence
        return []
    emails = (email[:_LONGEST_EMAIL].decode("ascii", "replace").lower() for email in temporary | permanent)
    return sorted(email for email in emails if "@" in email)


def _status(diagnostic: str, declared: str) -> str:
    """The most telling RFC 3463 code: the refusing system's before the reporting one's."""
    found = (_REPLY_STATUS.search(diagnostic), _STATUS.search(diagnostic), _STATUS.search(declared))
    codes = [code[1] for code in found if code]
    return next((code for code in codes if code not in _VAGUE_CODES), codes[0] if codes else "")


def _bare(words: str) -> str:
    """Folded, without addresses and links: `spam@` and `/policy/` in them are no words of a refusal."""
    return fold(_ADDRESS.sub(" ", _URL.sub(" ", words)))


def _permanence(status: str, words: str, *, is_late: bool) -> Permanence:
    """By the words first: systems answer 5.1.1 to a blocked sender, and 5.0.0 for an unknown user."""
    said = _bare(words)
    if status in _SENDER_CODES:
        return Permanence.SOFT
    if language_in(said, "bounce", "surely_gone") and not status.startswith("4"):
        return Permanence.HARD
    if language_in(said, "bounce", "blocked") or _REFUSING_SITES.search(words):
        return Permanence.SOFT
    is_vague = not status or status in _VAGUE_CODES
    if language_in(said, "bounce", "gone") or _ONLY_REJECTED.search(said):
        is_of_content = is_late and is_vague and bool(_ONLY_UNKNOWN.search(said))
        return Permanence.SOFT if is_of_content else Permanence.HARD
    if status.startswith("4") or language_in(said, "bounce", "passing"):
        return Permanence.SOFT
    is_gone = status in _GONE_CODES or bool(language_in(said, "bounce", "lost"))
    return Permanence.HARD if is_gone or _NO_MAIL_REPLIES.search(words) else Permanence.SOFT
