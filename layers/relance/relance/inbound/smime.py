"""S/MIME (RFC 8551): the mail inside a signed one, its signature unchecked; an encrypted one stays shut.

A signed message that hides its text from programs without S/MIME ("opaque signing") is a CMS structure in
BER or DER whose octet strings, put together, are a MIME entity. They are gathered in one pass over the tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

CONTENT_TYPES: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_ENVELOPED: Final = bytes.fromhex("2a864886f70d010703")  # encrypted
_AUTHENTICATED: Final = bytes.fromhex("2a864886f70d0109100117")  # encrypted, with a checksum
_DATA: Final = bytes.fromhex("2a864886f70d010701")
_OBJECT_ID, _OCTETS, _CONSTRUCTED, _END = 0x06, 0x04, 0x20, 0x00
_FIELD_STARTS: Final = (b"content-", b"mime-version")


class Encrypted(ValueError):
    """The content can be read with the recipient's key alone."""


class Unreadable(ValueError):
    """Not CMS, damaged, or without content."""


def entity(content: bytes) -> bytes:
    """The MIME entity that was signed. Raises Encrypted, Unreadable."""
    pieces: list[bytes] = []
    for tag, value in _primitives(content):
        if tag == _OBJECT_ID and value in (_ENVELOPED, _AUTHENTICATED):
            raise Encrypted
        if tag == _OCTETS:
            pieces.append(value)
        elif pieces and tag != _END:
            break  # certificates and signatures follow
    found = b"".join(pieces)
    if not found.lstrip().lower().startswith(_FIELD_STARTS):
        raise Unreadable
    return found


def _primitives(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(tag, value) of what is no structure, in order; structures are entered, their ends not looked for."""
    at, end = 0, len(content)
    while at + 2 <= end:
        tag, length = content[at], content[at + 1]
        at += 2
        if tag & 0x1F == 0x1F:
            return  # a tag of several bytes: none is expected here
        if length == 0x80:
            if not tag & _CONSTRUCTED:
                return
            continue
        if length > 0x80:
            size = length & 0x7F
            if size > 4 or at + size > end:
                return
            length = int.from_bytes(content[at : at + size])
            at += size
        if not tag & _CONSTRUCTED:
            yield tag, content[at : at + length]
            at += length
