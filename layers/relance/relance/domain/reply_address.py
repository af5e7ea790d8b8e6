"""Every reminder's own reply address (D1): `r-<organization>-<enrolment>-<mac>@<reply domain>`.

The tenant of a reply comes from this token alone, so it is authenticated: 100 bits of HMAC-SHA-256. All
parts are lower-case base32, since mail systems may fold case.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256

_TOKEN = re.compile(r"r-(?P<org>[a-z2-7]{2,16})-(?P<enrolment>[a-z2-7]{16})-(?P<mac>[a-z2-7]{20})")

_FORWARDED = re.compile(r"i-(?P<org>[a-z2-7]{2,16})-(?P<mac>[a-z2-7]{20})")
# So many bytes make the 20 letters of base32 that are kept.
_MAC_BYTES = 15
_INBOX = "inbox"  # no enrolment is called so: theirs have 16 letters


@dataclass(frozen=True, slots=True)
class ReplyAddresses:
    """`secret` has at least 32 bytes; new addresses are made with it. `earlier` secrets still open the
    addresses that were made with them: a reminder may be answered a year after it was sent.
    """

    domain: str
    secret: bytes
    earlier: tuple[bytes, ...] = ()

    def of(self, org: str, enrolment: str) -> str:
        return f"r-{org}-{enrolment}-{self._mac(org, enrolment)}@{self.domain}"

    def read(self, address: str) -> tuple[str, str] | None:
        """(organization, enrolment) of one of our addresses; None for any other, forged ones included."""
        local, _, domain = address.strip().lower().rpartition("@")
        found = _TOKEN.fullmatch(local)
        if found is None or domain != self.domain.lower():
            return None
        org, enrolment, mac = found.group("org", "enrolment", "mac")
        return (org, enrolment) if self._is_ours(mac, org, enrolment) else None

    def of_inbox(self, org: str) -> str:
        """Where an organization may forward its own mailbox to: `i-<organization>-<mac>@<reply domain>`."""
        return f"i-{org}-{self._mac(org, _INBOX)}@{self.domain}"

    def read_inbox(self, address: str) -> str | None:
        """The organization whose forwarding address it is; None for any other, forged ones included."""
        local, _, domain = address.strip().lower().rpartition("@")
        found = _FORWARDED.fullmatch(local)
        if found is None or domain != self.domain.lower():
            return None
        org, mac = found.group("org", "mac")
        return org if self._is_ours(mac, org, _INBOX) else None

    def _is_ours(self, mac: str, org: str, enrolment: str) -> bool:
        known = (self.secret, *self.earlier)
        return any(hmac.compare_digest(mac, _mac(secret, org, enrolment)) for secret in known)

    def _mac(self, org: str, enrolment: str) -> str:
        return _mac(self.secret, org, enrolment)


def _mac(secret: bytes, org: str, enrolment: str) -> str:
    digest = hmac.digest(secret, f"{org}/{enrolment}".encode(), sha256)
    return b32encode(digest[:_MAC_BYTES])[:20].decode().lower()
