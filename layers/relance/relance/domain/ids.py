"""Identities derived from what they identify, so that doing a thing twice names it the same."""

from __future__ import annotations

from base64 import b32encode
from functools import lru_cache
from hashlib import blake2b


# A reminder asks for the same few several times over.
@lru_cache(maxsize=1024)
def derived(*parts: str) -> str:
    """80 bits over the parts, as 16 characters of lower-case base32: `[a-z2-7]{16}`."""
    digest = blake2b(digest_size=10)
    for part in parts:
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(4) + encoded)
    return b32encode(digest.digest()).decode().lower()
