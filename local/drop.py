"""`relance drop`: a file put into an organization's drop-folder, and what its import answered."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Literal

from local.answers import Answer, answers
from local.back_office import BackOffice
from local.errors import LaptopError
from local.laptop import Laptop
from local.mapping_file import read_mapping

_SECONDS = 900
_LINES = 20
_MAPPING = "mapping.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("org")
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="MAPPING.yaml",
        help="dropped beside the file, and kept for files like it",
    )
    parser.add_argument("--preview", action="store_true", help="only report what an import would do")


def run(asked: argparse.Namespace, laptop: Laptop) -> int:
    """Prints the report; 1 when nothing of the file was taken. LaptopError when nobody could take it."""
    BackOffice.of(laptop).need(asked.org)
    before = {_identity(answer) for answer in answers(laptop, asked.org)}
    folder: Literal["inbox", "preview"] = "preview" if asked.preview else "inbox"
    if asked.mapping:
        read_mapping(asked.mapping)  # what is wrong with it is told before anything is dropped
        laptop.drop(asked.org, asked.mapping, folder, name=_MAPPING)
    key = laptop.drop(asked.org, asked.file, folder)
    laptop.wait_idle(_SECONDS)
    laptop.save()
    new = (answer for answer in answers(laptop, asked.org) if _identity(answer) not in before)
    answer = next((answer for answer in new if answer.report.file == asked.file.name), None)
    if answer is None:
        raise LaptopError(f"{key} has no report: see {laptop.engine.log}")
    sys.stdout.write("\n".join(report_lines(answer)) + "\n")
    return 1 if answer.report.outcome == "failed" else 0


def _identity(answer: Answer) -> tuple[str, datetime]:
    """A file that comes again is answered where it was answered before, by a report of another instant."""
    return answer.key, answer.report.at


def report_lines(answer: Answer) -> list[str]:
    """The report for a person: its outcome, what it says of the file and its first lines, and where it is."""
    report = answer.report
    told = [*report.faults, *report.notes]
    return [
        f"{report.file}: {report.outcome}, {report.rows_imported} rows for {report.customers} customers, "
        f"{report.lines_rejected} rejected",
        *(
            f"  line {one.line}: {_said(one.message, one.hint)}"
            for one in told[:_LINES]
            if one.line is not None
        ),
        *(f"  {_said(one.message, one.hint)}" for one in told[:_LINES] if one.line is None),
        *([f"  and {len(told) - _LINES} more"] if len(told) > _LINES else []),
        f"report    {answer.key}",
        *([f"rejected  {answer.folder}/errors.csv"] if answer.errors is not None else []),
    ]


def _said(message: str, hint: str) -> str:
    return f"{message} {hint}".strip()
