"""Ids as they stand in paths."""

from __future__ import annotations

import re

_SAFE = re.compile(r"[A-Za-z0-9._-]")


def path_id(text: str) -> str:
    """What your own system calls a thing, as its id in a path: `F/2026/001` is `F~2F2026~2F001`."""
    return "".join(c if _SAFE.match(c) else "".join(f"~{b:02X}" for b in c.encode()) for c in text)
