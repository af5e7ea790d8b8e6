"""An organization's own domain to send from, and how far the proof that it is theirs has come (A4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DomainState(StrEnum):
    NONE = "none"
    """No domain: mail leaves from the platform's address."""
    PENDING = "pending"
    """Its records are to be published, or not seen yet."""
    VERIFIED = "verified"
    FAILED = "failed"
    """Its records were not found in time, or are there no more: it is to be begun anew."""


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """A CNAME record to publish: at `name`, fully written out, stands `value`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What the mail service says of a domain. `state` None: it cannot tell now, what was known stands."""

    state: DomainState | None
    records: tuple[DnsRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class DomainClaim:
    """A domain is one organization's, from the moment it asks for it until it gives it back.

    The mail service knows one sender for all organizations: whoever may send from a domain there, all may.
    So it is the claim that keeps a domain from all others. `look_at`: when to ask again how far it is.
    """

    domain: str
    org: str
    look_at: datetime
    records: tuple[DnsRecord, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class DomainStanding:
    """How an organization stands with its domain, and the records to publish for it."""

    domain: str
    state: DomainState
    records: tuple[DnsRecord, ...] = ()
