"""Identities derived from what they identify, so that doing a thing twice names it the same; and the instant
that stands before an identity where a list is ordered by time.
"""

from __future__ import annotations

from base64 import b32encode
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Final

_STAMP: Final = "%Y%m%dT%H%M%SZ"


# A reminder asks for the same few several times over.
@lru_cache(maxsize=1024)
def derived(*parts: str) -> str:
    """80 bits over the parts, as 16 characters of lower-case base32: `[a-z2-7]{16}`."""
    digest = blake2b(digest_size=10)
    for part in parts:
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(4) + encoded)
    return b32encode(digest.digest()).decode().lower()


def stamp(at: datetime) -> str:
    """The instant in whole seconds, UTC: "20261109T075500Z". Names that begin with a stamp sort by time."""
    return f"{at.astimezone(UTC):{_STAMP}}"


def read_stamp(name: str) -> datetime:
    """The instant of a name that begins with a stamp and a hyphen. Raises ValueError."""
    return datetime.strptime(name.partition("-")[0], _STAMP).replace(tzinfo=UTC)
