"""Who changed what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol

from relance.usecases.ports.listings import Page


@dataclass(frozen=True, slots=True)
class AuditLine:
    """`id` begins with the instant, so ids sort by time. `about` are the ids of the path, by place; `made`
    is what came into being; `fields` are the names in the body. `before` and `after` are digests of the
    thing as it was shown: equal ones mean that nothing changed.

    It is written before the change is made: a line that was never `done` may or may not have changed
    something.
    """

    org: str
    id: str
    at: datetime
    by: str
    kind: Literal["member", "key"]
    operation: str
    request: str
    about: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    made: str | None = None
    before: str | None = None
    after: str | None = None
    done: bool = False

    @staticmethod
    def identity(at: datetime, unique: str) -> str:
        return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{unique}"


class AuditLog(Protocol):
    def note(self, line: AuditLine) -> None:
        """Writes the line, over the line of that id if there is such a line."""
        ...

    def forget(self, line: AuditLine) -> None:
        """Removes the line of a change that was refused, and so changed nothing."""
        ...

    def page(self, org: str, limit: int, before: str | None = None) -> Page[AuditLine]:
        """The latest first; those whose id sorts before `before`."""
        ...
