"""What can be wrong with what people give us.

A fault is a stable code plus values; its words, in English and French, are in `rendering/texts`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: `field` names what, `code` says how, `values` fill the text's `{places}`."""

    code: str
    field: str
    values: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


class Refused(ValueError):
    """Input that cannot be accepted, with every fault found in it; nothing was changed."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.code}" for fault in faults))
        self.faults = faults


class Conflict(Exception):
    """Somebody else changed the same thing first: read again and retry."""


class NotFound(LookupError):
    """No such thing in this organization."""


class Exists(Exception):
    """There is one of that id already."""
