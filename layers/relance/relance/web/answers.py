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
    language: str = ""
    """Of the page, where it is not the visitor's own."""

    @property
    def is_done(self) -> bool:
        """Whether what a form asked for was done."""
        return self.status == 200


@dataclass(frozen=True)
class See:
    """Done: go and look there. `said` is the code of the sentence that the next page says."""

    path: str
    said: str = ""
    is_done: bool = True


@dataclass(frozen=True)
class Opened:
    """Go there, with that cookie."""

    path: str
    cookie: str


@dataclass(frozen=True)
class Saved:
    """A file to be saved, under that name."""

    name: str
    content_type: str
    text: str
    is_done: bool = True


type Answer = Shown | See | Saved
