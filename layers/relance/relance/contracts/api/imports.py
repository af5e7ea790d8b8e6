"""Imports of files, as the API takes and shows them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StrictBool

from relance.contracts.api.base import Input, Name, Output, shown_as
from relance.contracts.api.organization import Upload
from relance.usecases.importing.start_import import Followed, Progress
from relance.usecases.ports.importing import ImportLine

_TYPES = "A name without a path. It ends in .csv, .tsv, .txt, .xlsx, .xlsm, .xml, .pdf or .zip."
_CONTENT = (
    "The file itself, when it is text of at most 900 kB. Without it you are told where to upload the file."
)
_PREVIEW = "Read it and report what is in it, but import nothing."
_COLUMNS = (
    "The file's columns with the cells of its first three lines; keep a column mapping if one is wrong."
)
_AT_MOST = "Of these a thousand are listed; `errors_url` has all rejected lines."


class NewImport(Input):
    model_config = shown_as(file="ledger.csv", preview=True)

    file: Annotated[Name, Field(description=_TYPES)]
    preview: Annotated[StrictBool, Field(description=_PREVIEW)] = False
    content: Annotated[str | None, Field(description=_CONTENT, max_length=900_000, min_length=1)] = None


class ImportSummary(Output):
    """`outcome` is null until the file was read."""

    id: str
    file: str
    preview: bool
    started_at: datetime
    started_by: str | None
    finished_at: datetime | None
    outcome: str | None
    kind: str | None
    rows: int
    rejected: int
    customers: int

    @classmethod
    def of(cls, line: ImportLine) -> Self:
        return cls.model_validate(_shown(line))


class StartedImport(ImportSummary):
    """`upload` says where the file goes; null when it came with the request."""

    upload: Upload | None

    @classmethod
    def started(cls, line: ImportLine, upload: Upload | None) -> Self:
        return cls.model_validate({**_shown(line), "upload": upload})


class LineProblem(Output):
    """What is wrong with a line of the file, or with the file when there is no `line`."""

    line: int | None = None
    field: str
    code: str
    message: str
    hint: str


class ImportColumn(Output):
    """A column as it was understood: `field` is null when nothing was read from it."""

    column: str
    field: str | None
    samples: tuple[str, ...]


class Import(ImportSummary):
    """The links are good for a quarter of an hour; each reading gives new ones."""

    progress: Progress
    faults: Annotated[tuple[LineProblem, ...], Field(description=_AT_MOST)]
    notes: tuple[LineProblem, ...]
    columns: Annotated[tuple[ImportColumn, ...], Field(description=_COLUMNS)]
    original_url: str | None
    errors_url: str | None

    @classmethod
    def followed(cls, followed: Followed) -> Self:
        report = json.loads(followed.report) if followed.report else {}
        return cls.model_validate(
            {
                **_shown(followed.line),
                "progress": followed.progress,
                "faults": report.get("faults", ()),
                "notes": report.get("notes", ()),
                "columns": report.get("columns", ()),
                "original_url": followed.original,
                "errors_url": followed.errors,
            }
        )


def _shown(line: ImportLine) -> dict[str, object]:
    return {
        "id": line.id,
        "file": line.file,
        "preview": line.preview,
        "started_at": line.started_at,
        "started_by": line.started_by,
        "finished_at": line.finished_at,
        "outcome": line.outcome,
        "kind": line.kind,
        "rows": line.rows,
        "rejected": line.rejected,
        "customers": line.customers,
    }
