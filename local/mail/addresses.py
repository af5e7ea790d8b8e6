"""Which e-mail addresses SES accepts, and what it says of the others."""

from __future__ import annotations

import re
from email.utils import getaddresses
from typing import Final

from .refusals import BadRequest

# RFC 5322 dot-atom; SES has no SMTPUTF8, so a local part is ASCII and a domain is punycode.
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN: Final = re.compile(
    r"(?=.{1,255}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}"
)


def bare(text: str, field: str) -> str:
    """`Zoé <zoe@example.com>` -> `zoe@example.com`, or BadRequest naming `field`."""
    found = all_bare(text, field)
    if len(found) != 1:
        raise BadRequest(f"{field}: {text!r} must hold one address.")
    return found[0]


def all_bare(text: str, field: str) -> tuple[str, ...]:
    """Every address of a header's value, in order, or BadRequest naming `field`."""
    return tuple(_checked(address, text, field) for _, address in getaddresses([text]))


def _checked(address: str, text: str, field: str) -> str:
    local, at, domain = address.rpartition("@")
    if not at or not domain:
        raise BadRequest(f"{field}: Missing final '@domain' in {text!r}.")
    if not _LOCAL.fullmatch(local) or len(local) > 64:
        raise BadRequest(f"{field}: Local address contains control or whitespace, or is malformed: {text!r}.")
    if not _DOMAIN.fullmatch(domain):
        raise BadRequest(f"{field}: Domain contains illegal character or is malformed: {text!r}.")
    return address
