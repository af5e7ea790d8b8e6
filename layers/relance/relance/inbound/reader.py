"""Received mail as the product's own facts (port `MailReader`)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from relance.domain import mail_address
from relance.domain.inbox import Attachment, Check, File, Forwarding, MailKind, Received, Scan
from relance.inbound import verdict as found
from relance.inbound.classify import classify
from relance.inbound.mail import Mail, Mailbox
from relance.inbound.parse import parse
from relance.inbound.passed_on import first_author, is_passed_on
from relance.inbound.reply_text import reply_text
from relance.inbound.shown import UNREAD, shown
from relance.usecases.ports.inbox import OpenedMail

_log = logging.getLogger(__name__)
# An inbox entry is one item of at most 400 KB, and addresses and ids are looked up by keys of at most 2 KB.
# The raw mail has what is cut here. All lengths are bytes of UTF-8.
_LONGEST_TEXT: Final = 100_000
_LONGEST_LINE: Final = 1_000
_LONGEST_ADDRESS: Final = 320  # RFC 5321 allows 254
_LONGEST_ID: Final = 500
_LONGEST_TYPE: Final = 100
_LONGEST_LINK: Final = 2_000
_LONGEST_FILE_NAME: Final = 400
_MOST_ADDRESSES: Final = 50
_MOST_FILES: Final = 100
_MOST_IDS: Final = 50

# The evidence of a mail that nothing could be made of.
_UNREADABLE: Final = "unreadable"


class InboundReader:
    def read(self, raw: bytes, scan: Scan) -> OpenedMail:
        """The facts of any mail. One that our own code fails on counts as a person's."""
        try:
            return self._read(raw, scan)
        except Exception as error:
            # Neither the message nor the trace: they may hold what the mail says.
            _log.error("unreadable mail: %s", type(error).__name__)  # noqa: TRY400
            return OpenedMail(_unreadable(len(raw)), ())

    def unread(self, scan: Scan) -> OpenedMail:
        kind = MailKind.VIRUS if scan.virus is Check.FAIL else MailKind.HUMAN_REPLY
        return OpenedMail(replace(_unreadable(0), kind=kind), ())

    def _read(self, raw: bytes, scan: Scan) -> OpenedMail:
        mail = parse(_header_alone(raw) if scan.virus is Check.FAIL else raw)
        verdict = classify(mail, scan)
        facts = replace(_facts(mail, verdict), verified=is_verified(mail, scan), size=len(raw))
        parts = (*mail.attachments, *mail.images)[:_MOST_FILES]
        files = tuple(
            File(_cut(part.name, _LONGEST_FILE_NAME), _cut(part.content_type, _LONGEST_TYPE), part.content)
            for part in parts
        )
        shown = tuple(Attachment(file.name, file.content_type, len(file.content)) for file in files)
        return OpenedMail(replace(facts, attachments=shown), files)

    def visible(self, text: str, parent: str) -> str:
        return _cut(reply_text(text, parent).visible)


def _unreadable(size: int) -> Received:
    return Received(kind=MailKind.HUMAN_REPLY, evidence=(_UNREADABLE,), visible=UNREAD, size=size)


def _header_alone(raw: bytes) -> bytes:
    ends = (raw.find(blank) for blank in (b"\r\n\r\n", b"\n\n"))
    return raw[: min((end for end in ends if end >= 0), default=0)]


def is_verified(mail: Mail, scan: Scan) -> bool:
    """Whether the domain of `mail.sender` vouches for the mail.

    By DMARC; where the domain has no such policy, by every signature being the domain's own. A From that
    names several mailboxes, or that hides its address in an encoded word, is verified for none.
    """
    if not mail.is_one_author:
        return False
    if scan.dmarc is not Check.GRAY:
        return scan.dmarc is Check.PASS
    signers = [_signer(field) for field in mail.headers.all("DKIM-Signature")]
    own = mail.sender.domain
    aligned = (own == each or own.endswith(f".{each}") for each in signers)
    return scan.dkim is Check.PASS and bool(own and signers) and all(aligned)


def _signer(signature: str) -> str:
    """The `d=` tag, which has to have a dot: no signature speaks for a whole top-level domain."""
    tags = dict(tag.strip().partition("=")[::2] for tag in signature.split(";"))
    domain = tags.get("d", "").strip().lower()
    return domain if "." in domain else "?"


def _facts(mail: Mail, verdict: found.Verdict) -> Received:
    thread = dict.fromkeys(_bare(each) for each in (*mail.in_reply_to, *reversed(mail.references)))
    facts = Received(
        kind=_kind(verdict),
        subkind=_subkind(verdict),
        evidence=verdict.evidence,
        sender=mail_address.Address(_email(mail.sender.email), name=_cut(mail.sender.name, _LONGEST_LINE)),
        reply_to=_emails(mail.reply_to),
        to=_emails(mail.to),
        cc=_emails(mail.cc),
        subject=_cut(mail.subject, _LONGEST_LINE),
        sent_at=mail.date,
        message_id=_bare(mail.message_id),
        thread=tuple(thread)[:_MOST_IDS],
        text=_cut(mail.text),
        visible=_cut(shown(mail)),
        passed_on=is_passed_on(mail),
        first_author=_email(first_author(mail)) if is_passed_on(mail) else "",
    )
    match verdict:
        case found.AutoReply(returns_on=returns_on):
            return replace(facts, returns_on=returns_on)
        case found.Bounce(permanence=found.Permanence.HARD, recipients=recipients):
            hard = (r.email for r in recipients if r.permanence is found.Permanence.HARD)
            return replace(facts, failed=_few(hard))
        case found.Complaint(recipients=recipients):
            return replace(facts, failed=_few(recipients))
        case found.ForwardingConfirmation(mailbox=mailbox, code=code, link=link):
            asked = Forwarding(_email(mailbox), code, link if len(link) <= _LONGEST_LINK else "")
            return replace(facts, forwarding=asked)
        case _:
            return facts


def _kind(verdict: found.Verdict) -> MailKind:
    match verdict:
        case found.HumanReply():
            return MailKind.HUMAN_REPLY
        case found.AutoReply(strength=strength):
            return MailKind.AUTO_REPLY if strength is found.Strength.STRONG else MailKind.WEAK_AUTO_REPLY
        case found.Bounce(permanence=permanence):
            return MailKind.HARD_BOUNCE if permanence is found.Permanence.HARD else MailKind.SOFT_BOUNCE
        case found.Complaint():
            return MailKind.COMPLAINT
        case found.ReadReceipt():
            return MailKind.RECEIPT
        case found.Bulk():
            return MailKind.BULK
        case found.ForwardingConfirmation():
            return MailKind.FORWARDING
        case found.Virus():
            return MailKind.VIRUS


def _subkind(verdict: found.Verdict) -> str:
    match verdict:
        case found.Bounce(permanence=permanence, status=status):
            return f"{permanence} {status}".strip()
        case found.Complaint(kind=kind) | found.ReadReceipt(kind=kind) | found.Bulk(kind=kind):
            return kind
        case _:
            return ""


def _emails(addresses: tuple[Mailbox, ...]) -> tuple[str, ...]:
    return _few(address.email for address in addresses)


def _few(emails: Iterable[str]) -> tuple[str, ...]:
    real = dict.fromkeys(known for each in emails if "@" in each and (known := _email(each.lower())))
    return tuple(real)[:_MOST_ADDRESSES]


def _email(written: str) -> str:
    """The address; "" for one that is too long to be any."""
    return written if len(written.encode("utf-8", "replace")) <= _LONGEST_ADDRESS else ""


def _bare(message_id: str) -> str:
    return _cut(message_id.strip("<> \t"), _LONGEST_ID)


def _cut(text: str, longest: int = _LONGEST_TEXT) -> str:
    """At most that many bytes of UTF-8; half a surrogate pair is no character."""
    return text.encode("utf-8", "replace")[:longest].decode("utf-8", "ignore")
