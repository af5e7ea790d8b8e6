"""The number of an invoice as people read it, from its identity."""

from __future__ import annotations

import re

# `F-1@2026-10-31` is an instalment of F-1, `1@2026` the invoice 1 of 2026.
_IDENTITY = re.compile(r"(.+?)(?:@\d{4})?(?:@\d{4}-\d\d-\d\d)?", re.DOTALL)


def as_read(identity: str) -> str:
    found = _IDENTITY.fullmatch(identity)
    return found[1] if found else identity
