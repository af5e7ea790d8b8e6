"""Cursors: opaque, signed, and good only for the list they were given for."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from relance.access.problems import Problem

_MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cursors:
    """The cursors of one organization's list under one set of filters."""

    secret: bytes
    org: str
    operation: str
    filters: Mapping[str, str]

    def sign(self, after: str | None) -> str | None:
        """The signed cursor behind that place; None, for the last page, stays None."""
        if after is None:
            return None
        position = after.encode()
        return urlsafe_b64encode(self._mac(position) + position).decode().rstrip("=")

    def read(self, cursor: str | None) -> str | None:
        """Raises Problem for one that was not given for this list."""
        if cursor is None:
            return None
        try:
            signed = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
            mac, position = signed[:_MAC_BYTES], signed[_MAC_BYTES:]
            if hmac.compare_digest(mac, self._mac(position)):
                return position.decode()
        except ValueError:
            pass
        raise Problem("bad_cursor")

    def _mac(self, position: bytes) -> bytes:
        parts = [self.org, self.operation, *(f"{n}={v}" for n, v in sorted(self.filters.items()))]
        encoded = [*(part.encode() for part in parts), position]
        message = b"".join(len(part).to_bytes(4) + part for part in encoded)
        return hmac.digest(self.secret, message, "sha256")[:_MAC_BYTES]
