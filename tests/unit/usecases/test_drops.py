"""Which objects of the drop-folder are files to import, and where the answer to each stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from relance.domain.errors import Refused
from relance.usecases.importing.start_import import Imports
from relance.usecases.ports.importing import DroppedFile, ImportLine, ImportOutcome, Report
from tests.builders import ORG

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
LINE = ImportLine(ORG, ImportLine.identity(AT, "a"), "sales.csv", False, AT)


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("acme/inbox/sales.csv", ("acme", "inbox", "sales.csv")),
        ("acme/preview/sales.csv", ("acme", "preview", "sales.csv")),
        ("acme/inbox/2026/sales.csv", ("acme", "inbox", "2026/sales.csv")),
        ("acme/processed/abc/report.json", None),
        ("acme/inbox/", None),
        ("acme/inbox/2026/", None),
        ("/inbox/sales.csv", None),
        ("acme/inbox", None),
        ("sales.csv", None),
    ],
)
def test_a_drop_is_a_file_in_the_inbox_or_the_preview_of_an_organization(
    key: str, place: tuple[str, str, str] | None
) -> None:
    assert DroppedFile(key, 1).place == place
    assert DroppedFile(key, 1).announced is None


def test_an_announced_file_is_known_by_its_import_and_keeps_its_name() -> None:
    for line, folder in ((LINE, "inbox"), (replace(LINE, preview=True), "preview")):
        file = DroppedFile(line.drop, 1)
        assert (file.place, file.announced) == ((ORG, folder, "sales.csv"), LINE.id)
        assert file.beside("x.json").key == f"{ORG}/{folder}/{LINE.id}/x.json"


def test_the_answer_stands_in_the_folder_of_what_became_of_the_file() -> None:
    report = Report("c0", ORG, "sales.csv", ImportOutcome.PARTIAL, AT, kind="invoices", rows=3, rejected=2)
    told = LINE.finished(report)
    assert LINE.answer is None
    assert (told.answer, told.rows, told.rejected, told.customers) == (f"{ORG}/partial/c0", 3, 2, 0)
    again = replace(told, outcome=ImportOutcome.ALREADY_IMPORTED)
    assert again.answer == f"{ORG}/processed/c0"


@pytest.mark.parametrize("file", ["sales.doc", "sales", "a/b.csv", "a\\b.csv", "a\nb.csv", ".csv"])
def test_a_file_is_announced_by_its_name_alone_and_of_a_kind_that_is_read(file: str) -> None:
    nothing = cast(Any, None)
    imports = Imports(nothing, nothing, nothing)
    with pytest.raises(Refused, match="file_name"):
        imports.announce(replace(LINE, file=file))
