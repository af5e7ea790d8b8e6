"""A message that is kept to be used again (A10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from relance.domain.plan import Message


@dataclass(frozen=True, slots=True)
class Template:
    """`messages` are its texts by language. `revision` guards its change."""

    id: str
    name: str
    messages: Mapping[str, Message] = field(default_factory=dict)
    revision: int = 0
