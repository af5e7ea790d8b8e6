"""Whom a bounced mail did not reach, and whether their address is dead.

A 5.x.x status means "dead address" in one case of three only: an address is given up (HARD) on the codes and
words that speak of the address itself, never on refusals of content, sender or quota.
"""

from __future__ import annotations

import logging
import re
from typing import Final

# flufl.bounce knows some forty mail systems' ways of naming an address without RFC 3464.
from flufl.bounce import all_failures

from relance.inbound.mail import Headers, Mail, ReportKind
from relance.inbound.parse import message_of
from relance.inbound.phrases import fold, language_in
from relance.inbound.verdict import FailedRecipient, Permanence

_MAX_RECIPIENTS = 100
_MAX_SCANNED = 500_000  # bytes of a mail that flufl.bounce is given
_TEXT_READ = 20_000
_EXPLANATION = 1_500  # characters; the returned mail, whose words prove nothing, comes after
_ADDRESS = re.compile(r"[^\s<>;:,\"()\[\]]{1,100}@[^\s<>;:,\"()\[\]]{1,200}")
_LISTED = re.compile(
    r"^[^\w\n]{0,9}(?:\d{3}[ -])?(?:rcpt to|to|recipient)?[^\w\n]{0,9}"
    r"([\w.+='-]{1,100}@[\w.-]{1,200})(?=[>\s:(,]|$)",
    re.MULTILINE | re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
# RFC 3463: bad mailbox, bad system, bad syntax, moved; 5.1.10 and 5.1.351 are Microsoft's "not found".
_GONE_CODES: Final = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.1.351"})
_SENDER_CODES: Final = frozenset({"5.1.7", "5.1.8"})  # it is our own address that was refused
_VAGUE_CODES: Final = frozenset({"5.0.0", "5.1.0", "5.2.0", "5.3.0", "5.4.0", "5.5.0", "4.0.0"})
# Its complaints about damaged mails are not ours to log.
logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())
logging.getLogger("flufl.bounce").propagate = False


def failed_recipients(mail: Mail) -> tuple[FailedRecipient, ...]:
    """Each address once, at most 100. Empty when the bounce names none."""
    found = _reported(mail) or _named(mail)
    unique = {recipient.email: recipient for recipient in reversed(found)}
    return tuple(reversed(unique.values()))[:_MAX_RECIPIENTS]


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
    diagnostic = block.get("Diagnostic-Code") or block.get("X-Supplementary-Info")
    status = _status(diagnostic, block.get("Status"))
    if action.startswith("delayed"):
        return FailedRecipient(email.lower(), Permanence.DELAYED, status, diagnostic)
    words = diagnostic or mail.text[:_EXPLANATION]
    return FailedRecipient(email.lower(), _permanence(status, words), status, diagnostic)


def _named(mail: Mail) -> list[FailedRecipient]:
    """From what the mail says for people."""
    text = f"{mail.subject}\n{mail.text[:_EXPLANATION]}"
    status = _status(text, "")
    delayed = language_in(fold(text), "bounce", "delayed") and not status.startswith("5")
    permanence = Permanence.DELAYED if delayed else _permanence(status, text)
    return [FailedRecipient(email, permanence, status) for email in _addresses(mail)]


def _addresses(mail: Mail) -> list[str]:
    if declared := _ADDRESS.findall(mail.headers.get("X-Failed-Recipients")):
        return [email.lower() for email in declared]
    ours = {address.email for address in (*mail.to, mail.sender)}
    scanned = [email for email in _scanned(mail) if email not in ours]
    text = mail.text[:_TEXT_READ].lower()
    listed = [email for found in _LISTED.findall(text) if (email := found.rstrip(".")) not in ours]
    mentioned = set(_ADDRESS.findall(text)) - ours
    return scanned or listed or (list(mentioned) if len(mentioned) == 1 else [])


def _scanned(mail: Mail) -> list[str]:
    if len(mail.raw) > _MAX_SCANNED:
        return []
    message, _ = message_of(mail.raw)
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # its detectors raise whatever a damaged mail leads to; it only adds evidence
        return []
    emails = (email.decode("ascii", "replace").lower() for email in temporary | permanent)
    return sorted(email for email in emails if "@" in email)


def _status(diagnostic: str, declared: str) -> str:
    """The most telling RFC 3463 code: the refusing system's before the reporting one's."""
    said, made = _STATUS.search(diagnostic), _STATUS.search(declared)
    codes = [found[1] for found in (said, made) if found]
    return next((code for code in codes if code not in _VAGUE_CODES), codes[0] if codes else "")


def _permanence(status: str, words: str) -> Permanence:
    """By the words first: systems answer 5.1.1 to a blocked sender, and 5.0.0 for an unknown user."""
    said = fold(words)
    if status.startswith("4") or status in _SENDER_CODES or language_in(said, "bounce", "blocked"):
        return Permanence.SOFT
    is_gone = status in _GONE_CODES or language_in(said, "bounce", "gone")
    return Permanence.HARD if is_gone else Permanence.SOFT
