"""Who changed what, as the API shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from relance.contracts.api.base import Output
from relance.usecases.ports.audit import AuditLine

_BEFORE = "ETag of the thing as it was, where the change named it."
_AFTER = "ETag of the thing as it became; equal to `before` when nothing changed."
_DONE = "False: it was begun and not finished; the change may have been made."


class AuditEntry(Output):
    """One change: `by` did `operation` (an operationId) to what `about` names, giving `fields`."""

    id: str
    at: datetime
    by: str
    kind: Literal["member", "key"]
    operation: str
    request_id: str
    about: Mapping[str, str]
    fields: tuple[str, ...]
    made: str | None
    before: Annotated[str | None, Field(description=_BEFORE)]
    after: Annotated[str | None, Field(description=_AFTER)]
    done: Annotated[bool, Field(description=_DONE)]

    @classmethod
    def of(cls, line: AuditLine) -> Self:
        return cls(
            id=line.id,
            at=line.at,
            by=line.by,
            kind=line.kind,
            operation=line.operation,
            request_id=line.request,
            about=line.about,
            fields=line.fields,
            made=line.made,
            before=line.before,
            after=line.after,
            done=line.done,
        )
