"""What a page answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shown:
    """A page: its template and what it shows. `status` is 422 for a form that comes back with its errors."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class See:
    """Done: go and look there. `said` is the code of the sentence that the next page says."""

    path: str
    said: str = ""


type Answer = Shown | See
