"""What a received mail turned out to be: a closed union, each with the evidence it was judged on.

Evidence is a tuple of stable codes, strongest first: `header:auto-submitted`, `subject:out-of-office:fr`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

type Evidence = tuple[str, ...]


class Strength(StrEnum):
    """How sure it is that a machine answered. WEAK still asks a person: "probably automatic"."""

    STRONG = "strong"
    WEAK = "weak"


class Permanence(StrEnum):
    """HARD: this address will never work. SOFT: refused this time. DELAYED: still being tried."""

    HARD = "hard"
    SOFT = "soft"
    DELAYED = "delayed"


class ReceiptKind(StrEnum):
    READ = "read_receipt"
    DELIVERED = "dsn_delivered"


class BulkKind(StrEnum):
    NEWSLETTER = "newsletter"
    NOTIFICATION = "notification"
    """Of a site or a program: "three new messages", the report of a job."""
    SPAM = "spam"


class ComplaintKind(StrEnum):
    """RFC 5965 feedback types, and the mail program's own "unsubscribe"."""

    ABUSE = "abuse"
    FRAUD = "fraud"
    VIRUS = "virus"
    AUTH_FAILURE = "auth-failure"
    OTHER = "other"
    OPT_OUT = "opt-out"


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """An address a mail did not reach. `status` is an RFC 3463 code (`5.1.1`) or `""`; so is `diagnostic`."""

    email: str
    permanence: Permanence
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class HumanReply:
    evidence: Evidence = ()


@dataclass(frozen=True, slots=True)
class AutoReply:
    """`returns_on` is the day the absence is said to end (the sender's own calendar), None when not said."""

    strength: Strength
    returns_on: date | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Bounce:
    """`permanence` is the gravest among `recipients` (which may be empty: some bounces name nobody)."""

    permanence: Permanence
    status: str
    recipients: tuple[FailedRecipient, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Complaint:
    """`recipients` are the addresses of those who complained, where the report tells them."""

    kind: ComplaintKind
    recipients: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ReadReceipt:
    """The mail arrived, or was displayed: nothing to do."""

    kind: ReceiptKind
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Bulk:
    kind: BulkKind
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ForwardingConfirmation:
    """Gmail asks whether `mailbox` may forward to us. A person opens `link` or types `code`; we never do."""

    mailbox: str
    code: str
    link: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Virus:
    evidence: Evidence


type Verdict = (
    HumanReply | AutoReply | Bounce | Complaint | ReadReceipt | Bulk | ForwardingConfirmation | Virus
)
