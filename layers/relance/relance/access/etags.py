"""ETags: a resource as it is shown, in a few letters (RFC 9110, 8.8.3)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import blake2b

from pydantic import BaseModel


def etag_of(resource: BaseModel) -> str:
    """Strong: two resources that are shown differently have different tags."""
    digest = blake2b(resource.model_dump_json().encode(), digest_size=12).digest()
    return f'"{urlsafe_b64encode(digest).decode()}"'


def matches(header: str, etag: str) -> bool:
    """Whether an If-Match or If-None-Match header names the tag. A weak one counts as the strong one:
    a proxy that compressed the answer may have weakened it.
    """
    named = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in named or etag in named
