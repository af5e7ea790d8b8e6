"""Imports through the API: announced, uploaded, followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from relance.house import House
from relance.readers.reader import FileReader
from relance.rendering.import_report import as_json, words
from relance.runtime.memory import MemoryWorld
from relance.store.memory_logs import MemoryImportFiles
from relance.usecases.importing.import_file import ImportFile
from relance.usecases.importing.import_log import ImportLog
from relance.usecases.ports.importing import DroppedFile, ImportOutcome, Report
from tests.unit.api.client import Client
from tests.unit.readers.test_pdf_names import showing

GOOD = "number,customer_id,issue_date,due_date,amount,currency\nF-1,C-1,2026-10-01,2026-10-31,100.00,EUR\n"
BAD = GOOD + "F-2,C-1,yesterday,2026-10-31,100.00,EUR\n"


@dataclass
class Drops:
    """The drop-folder's other side, over the same files as the API's."""

    files: dict[str, bytes]

    def read(self, file: DroppedFile) -> bytes | None:
        return self.files.get(file.key)

    def was_processed(self, org: str, import_id: str) -> bool:
        return f"{org}/processed/{import_id}/report.json" in self.files

    def answer(self, report: Report, file: DroppedFile, errors: bytes | None) -> None:
        folder = f"{report.organization}/{report.outcome.folder}/{report.import_id}"
        name = "again" if report.outcome is ImportOutcome.ALREADY_IMPORTED else "report"
        self.files[f"{folder}/{name}.json"] = as_json(report)
        self.files[f"{folder}/original/{report.file}"] = self.files.pop(file.key)
        if errors is not None:
            self.files[f"{folder}/errors.csv"] = errors


@pytest.fixture
def files(house: House) -> dict[str, bytes]:
    assert isinstance(house.imports.files, MemoryImportFiles)
    return house.imports.files.files


@pytest.fixture
def worker(house: House, world: MemoryWorld, files: dict[str, bytes]) -> ImportFile:
    house = world.house
    return ImportFile(
        tenants=house.tenants,
        organizations=house.organizations,
        import_rows=house.import_rows,
        keep_pdfs=house.keep_pdfs,
        run_organization=house.run_organization,
        drops=Drops(files),
        notes=ImportLog(house.imports.lines),
        reader=FileReader(words),
        clock=house.clock,
    )


def work(worker: ImportFile, files: dict[str, bytes]) -> None:
    for key in tuple(files):
        worker.run(DroppedFile(key, len(files[key])))


def test_a_file_is_announced_uploaded_and_read(
    acme: Client, worker: ImportFile, files: dict[str, bytes]
) -> None:
    started = acme.post("/imports", {"file": "March.csv"}).json
    path, key = f"/imports/{started['id']}", started["upload"]["fields"]["key"]
    assert key == f"acme/inbox/{started['id']}/March.csv"
    assert started["upload"]["fields"]["Content-Type"] == "text/csv"
    assert (started["started_by"], started["outcome"]) == ("ada", None)
    assert acme.get(path).json["progress"] == "awaiting_file"

    files[key] = GOOD.encode()
    assert acme.get(path).json["progress"] == "reading"

    work(worker, files)
    done = acme.get(path).json
    assert (done["progress"], done["rows"], done["rejected"], done["file"]) == (
        "processed",
        1,
        0,
        "March.csv",
    )
    assert done["original_url"].endswith("/original/March.csv")
    assert done["errors_url"] is None
    assert acme.get("/invoices/F-1").status == 200


def test_a_small_file_comes_with_the_request(
    acme: Client, worker: ImportFile, files: dict[str, bytes]
) -> None:
    started = acme.post("/imports", {"file": "March.csv", "content": GOOD}).json
    assert started["upload"] is None
    work(worker, files)
    assert acme.get(f"/imports/{started['id']}").json["progress"] == "processed"


def test_lines_that_are_rejected_are_named_with_what_to_do(
    acme: Client, worker: ImportFile, files: dict[str, bytes]
) -> None:
    path = f"/imports/{acme.post('/imports', {'file': 'March.csv', 'content': BAD}).json['id']}"
    work(worker, files)
    done = acme.get(path).json
    assert (done["progress"], done["rows"], done["rejected"]) == ("partial", 1, 1)
    (fault,) = done["faults"]
    assert (fault["line"], fault["field"], fault["code"]) == (3, "issue_date", "not_a_date")
    assert fault["message"]
    assert fault["hint"]
    assert done["errors_url"].endswith("/errors.csv")


def test_a_preview_imports_nothing(acme: Client, worker: ImportFile, files: dict[str, bytes]) -> None:
    body = {"file": "March.csv", "content": GOOD, "preview": True}
    path = f"/imports/{acme.post('/imports', body).json['id']}"
    work(worker, files)
    assert acme.get(path).json["progress"] == "previewed"
    assert acme.get("/invoices/F-1").status == 404


def test_the_same_file_again_is_told_as_such(
    acme: Client, worker: ImportFile, files: dict[str, bytes]
) -> None:
    for _ in range(2):
        started = acme.post("/imports", {"file": "March.csv", "content": GOOD}).json
        work(worker, files)
    assert acme.get(f"/imports/{started['id']}").json["progress"] == "already_imported"


def test_imports_are_listed_the_latest_first_and_page_by_page(acme: Client, world: MemoryWorld) -> None:
    made = []
    for number in range(3):
        world.clock.forward(timedelta(minutes=1))
        made.append(acme.post("/imports", {"file": f"{number}.csv"}).json["id"])
    first = acme.get("/imports", limit=2).json
    second = acme.get("/imports", limit=2, cursor=first["next"]).json
    assert [item["id"] for item in (*first["items"], *second["items"])] == made[::-1]
    assert second["next"] is None


@pytest.mark.parametrize("name", ["March.exe", "March", "../other/March.csv", "a\\b.csv", "folder/March.csv"])
def test_a_name_that_is_no_file_to_import_is_refused(acme: Client, name: str) -> None:
    assert acme.post("/imports", {"file": name}).faults == {"file": "file_name"}


def test_a_repeated_request_starts_one_import(acme: Client) -> None:
    key = {"Idempotency-Key": "one"}
    first, again = (acme.post("/imports", {"file": "March.csv"}, key).json for _ in range(2))
    assert first == again
    assert len(acme.get("/imports").json["items"]) == 1


def test_anothers_import_is_not_there(acme: Client, other: Client) -> None:
    made = acme.post("/imports", {"file": "March.csv"}).json["id"]
    assert other.get(f"/imports/{made}").status == 404
    assert other.get("/imports").json["items"] == []


def test_a_preview_shows_the_columns_as_they_are_understood(
    acme: Client, worker: ImportFile, files: dict[str, bytes]
) -> None:
    text = "number;customer_id;issue_date;amount;zone\nF-1;C-1;2026-10-01;5,00;x\nF-2;C-1;2026-10-02;6,00;y\n"
    id = acme.post("/imports", {"file": "a.csv", "preview": True, "content": text}).json["id"]
    (key,) = [key for key in files if "/preview/" in key]
    worker.run(DroppedFile(key, len(files[key])))
    columns = acme.get(f"/imports/{id}").json["columns"]
    assert columns[3:] == [
        {"column": "amount", "field": "total", "samples": ["5,00", "6,00"]},
        {"column": "zone", "field": None, "samples": ["x", "y"]},
    ]


def test_the_pdf_of_an_invoice_is_uploaded_kept_and_downloaded(
    acme: Client, worker: ImportFile, files: dict[str, bytes]
) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Client"})
    total = {"minor": 10000, "currency": "EUR"}
    made = acme.post(
        "/invoices", {"customer": "C-1", "number": "F/1", "issue_date": "2026-10-01", "total": total}
    )
    path = f"/invoices/{made.json['id']}"
    assert (acme.get(path).json["pdf"], acme.get(f"{path}/pdf").status) == (None, 404)

    started = acme.post(f"{path}/pdf", {}).json
    key = started["upload"]["fields"]["key"]
    assert key == f"acme/inbox/{started['import_id']}/F%2F1.pdf"
    files[key] = showing("Hello")
    work(worker, files)
    assert acme.get(f"/imports/{started['import_id']}").json["progress"] == "processed"

    shown = acme.get(f"{path}/pdf").json
    assert (shown["size"], shown["dangers"]) == (len(showing("Hello")), [])
    assert shown["url"].endswith(f"acme/pdf/{shown['sha256']}.pdf")
    assert acme.get(path).json["pdf"]["sha256"] == shown["sha256"]
    assert acme.post("/invoices/none/pdf", {}).status == 404
