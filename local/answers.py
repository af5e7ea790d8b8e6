"""What an import answered to a dropped file: its report, and the rejected rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, Field

from local.laptop import Laptop


class Told(BaseModel, hide_input_in_errors=True):
    """One thing an import says of a line, or of the whole file (no `line`)."""

    line: int | None = None
    field: str
    code: str
    message: str
    hint: str


class Report(BaseModel, hide_input_in_errors=True):
    """report.json, as far as tools read it."""

    import_id: str = Field(alias="import")
    file: str
    at: datetime
    outcome: str
    kind: str | None
    rows_imported: int
    lines_rejected: int
    customers: int
    faults: tuple[Told, ...]
    notes: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`key` is the report's, in the drop-folder's bucket; `errors` is errors.csv, when there is one."""

    key: str
    report: Report
    original: bytes
    errors: bytes | None = None

    @property
    def folder(self) -> str:
        """The answer's own, in the drop-folder."""
        return self.key.rpartition("/")[0]


def answers(laptop: Laptop, org: str) -> Iterator[Answer]:
    """Every answer in the organization's folder, the latest first."""
    s3, bucket = laptop.cloud.s3(), laptop.stack.drop_bucket
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{org}/")
    written = {item["Key"]: item["LastModified"] for page in pages for item in page.get("Contents", [])}

    def body(key: str) -> bytes:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()

    reports = [key for key in written if key.endswith(("/report.json", "/again.json"))]
    for key in sorted(reports, key=lambda key: written[key], reverse=True):
        folder = key.rpartition("/")[0]
        report = Report.model_validate_json(body(key))
        errors = f"{folder}/errors.csv"
        yield Answer(
            key,
            report,
            body(f"{folder}/original/{report.file}"),
            body(errors) if errors in written else None,
        )


def answer_to(laptop: Laptop, org: str, file: str) -> Answer | None:
    """The latest answer to a file of that name."""
    return next((answer for answer in answers(laptop, org) if answer.report.file == file), None)
