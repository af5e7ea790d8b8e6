"""A dropped file: what is read, what is answered, and what never has an effect."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import PurePosixPath

import pytest

from relance.domain.errors import NotFound
from relance.readers.reader import FileReader
from relance.rendering.import_report import words
from relance.store.memory import MemoryOrganizations
from relance.store.memory_logs import MemoryImportLines
from relance.usecases.importing.import_file import MAX_MEGABYTES, ImportFile
from relance.usecases.importing.import_log import ImportLog
from relance.usecases.organization.run_organization import RunOrganization
from relance.usecases.ports.importing import DroppedFile, ImportLine, ImportOutcome, Report
from tests.unit.usecases.importing import NOW, ORG, Importing

HEADER = "number,customer_id,issue_date,due_date,amount,currency"
GOOD = f"{HEADER}\nF-1,C-1,2026-10-01,2026-10-31,100.00,EUR\n"
ONE_BAD = f"{GOOD}F-2,C-1,yesterday,2026-10-31,100.00,EUR\n"
ALL_BAD = f"{HEADER}\nF-2,C-1,yesterday,2026-10-31,100.00,EUR\n"
PAYMENTS = "invoice_number,payment date,amount,currency\nF-1,2026-10-20,100.00,EUR\n"


@dataclass
class MemoryDrops:
    """A drop-folder: what lies in it, and the answers."""

    files: dict[str, bytes] = field(default_factory=dict)
    answers: list[tuple[Report, bytes | None]] = field(default_factory=list)
    reads: int = 0

    def read(self, file: DroppedFile) -> bytes | None:
        self.reads += 1
        return self.files.get(file.key)

    def was_processed(self, org: str, import_id: str) -> bool:
        done = ((r.organization, r.outcome, r.import_id) for r, _ in self.answers)
        return (org, ImportOutcome.PROCESSED, import_id) in done

    def answer(self, report: Report, file: DroppedFile, errors: bytes | None) -> None:
        self.answers.append((report, errors))
        self.files.pop(file.key, None)


@dataclass
class Folder:
    acme: Importing
    drops: MemoryDrops = field(default_factory=MemoryDrops)
    lines: MemoryImportLines = field(default_factory=MemoryImportLines)
    reader: FileReader = field(default_factory=lambda: FileReader(words))

    @property
    def import_file(self) -> ImportFile:
        house = self.acme.world.house
        return ImportFile(
            tenants=house.tenants,
            organizations=house.organizations,
            import_rows=house.import_rows,
            keep_pdfs=house.keep_pdfs,
            run_organization=house.run_organization,
            drops=self.drops,
            notes=ImportLog(self.lines),
            reader=self.reader,
            clock=house.clock,
        )

    def drop(
        self, content: str, key: str = f"{ORG}/inbox/ledger.csv", size: int | None = None
    ) -> Report | None:
        data = content.encode()
        self.drops.files[key] = data
        return self.import_file.run(DroppedFile(key, len(data) if size is None else size))

    def dropped(self, content: str, key: str = f"{ORG}/inbox/ledger.csv") -> Report:
        report = self.drop(content, key)
        assert report
        return report

    @property
    def errors(self) -> str:
        """The rejected rows of the last answer."""
        errors = self.drops.answers[-1][1]
        assert errors is not None
        return errors.decode()


@pytest.fixture
def folder(acme: Importing) -> Folder:
    return Folder(acme)


def codes(report: Report) -> list[tuple[int, str]]:
    return [(fault.line, fault.fault.code) for fault in report.faults]


def test_a_good_file_is_processed(folder: Folder, acme: Importing) -> None:
    report = folder.dropped(GOOD)
    assert (report.outcome, report.kind, report.rows, report.rejected, report.customers) == (
        ImportOutcome.PROCESSED,
        "invoices",
        1,
        0,
        1,
    )
    assert (report.at, report.file, report.organization) == (NOW, "ledger.csv", ORG)
    assert acme.left() == "100.00 EUR"
    assert folder.drops.answers == [(report, None)]
    assert folder.drops.files == {}


def test_the_same_content_dropped_again_changes_nothing(folder: Folder, acme: Importing) -> None:
    first = folder.dropped(GOOD)
    acme.rows()
    again = folder.dropped(GOOD, f"{ORG}/inbox/another name.csv")
    assert (again.outcome, again.import_id) == (ImportOutcome.ALREADY_IMPORTED, first.import_id)
    assert again.rows == 0


def test_a_file_with_a_bad_line_is_taken_in_part_and_gives_the_line_back(
    folder: Folder, acme: Importing
) -> None:
    report = folder.dropped(ONE_BAD)
    assert (report.outcome, report.rows, report.rejected) == (ImportOutcome.PARTIAL, 1, 1)
    assert codes(report) == [(3, "not_a_date")]
    assert folder.errors.splitlines()[1].startswith("F-2,C-1,yesterday,")
    assert acme.left("F-1") == "100.00 EUR"


def test_the_lines_given_back_may_be_mended_and_dropped_again(folder: Folder, acme: Importing) -> None:
    folder.dropped(ONE_BAD)
    report = folder.dropped(folder.errors.replace("yesterday", "2026-10-01", 1))
    assert (report.outcome, report.rows) == (ImportOutcome.PROCESSED, 1)
    assert acme.left("F-2") == "100.00 EUR"


def test_a_file_taken_in_part_is_read_again_when_dropped_again(folder: Folder, acme: Importing) -> None:
    reports = [folder.dropped(ONE_BAD) for _ in range(2)]
    assert [report.outcome for report in reports] == [ImportOutcome.PARTIAL, ImportOutcome.PARTIAL]
    assert list(acme.account().receivables.invoices) == ["F-1"]


def test_a_file_without_a_good_line_has_failed(folder: Folder) -> None:
    report = folder.dropped(ALL_BAD)
    assert (report.outcome, report.rows, report.rejected) == (ImportOutcome.FAILED, 0, 1)


def test_what_is_no_table_has_failed_and_says_why(folder: Folder) -> None:
    report = folder.dropped("\x00\x01\x02 not a table")
    assert report.outcome is ImportOutcome.FAILED
    assert [line for line, _ in codes(report)] == [0]
    assert folder.drops.answers == [(report, None)]


def test_what_a_row_meets_in_the_accounts_is_given_back_too(folder: Folder, acme: Importing) -> None:
    """A payment before its invoice: rejected, then accepted when dropped again."""
    report = folder.dropped(PAYMENTS)
    assert (report.outcome, codes(report)) == (ImportOutcome.FAILED, [(2, "unknown_invoice")])
    assert "F-1,2026-10-20,100.00,EUR" in folder.errors
    folder.dropped(GOOD)
    assert folder.dropped(PAYMENTS).outcome is ImportOutcome.PROCESSED
    assert acme.left() == "0.00 EUR"


def test_a_preview_has_no_effect(folder: Folder, acme: Importing) -> None:
    report = folder.dropped(ONE_BAD, f"{ORG}/preview/ledger.csv")
    assert (report.outcome, report.rows, codes(report)) == (ImportOutcome.PREVIEWED, 1, [(3, "not_a_date")])
    assert "F-2" in folder.errors
    with pytest.raises(NotFound):
        acme.account()
    assert acme.tenant.organization.imported_on is None


def test_a_previewed_file_may_then_be_imported(folder: Folder) -> None:
    folder.dropped(GOOD, f"{ORG}/preview/ledger.csv")
    assert folder.dropped(GOOD).outcome is ImportOutcome.PROCESSED


@pytest.mark.parametrize("org", ["nobody", f"{ORG}#C#victim"])
def test_a_folder_of_no_organization_is_answered_unread(folder: Folder, acme: Importing, org: str) -> None:
    """A customer's own item must not pass for an organization either."""
    organizations = acme.world.house.organizations
    victim = replace(organizations.get(ORG), id="victim")
    lookalike = MemoryOrganizations({f"{ORG}#C#victim": victim, ORG: organizations.get(ORG)})
    acme.world.house = acme.world.house.but(organizations=lookalike)

    report = folder.dropped(GOOD, f"{org}/inbox/ledger.csv")
    assert (report.outcome, report.organization, codes(report)) == (
        ImportOutcome.FAILED,
        org,
        [(0, "unknown_organization")],
    )
    assert folder.drops.reads == 0


def test_too_large_a_file_is_never_read(folder: Folder) -> None:
    report = folder.drop(GOOD, size=MAX_MEGABYTES * 1024**2 + 1)
    assert report
    assert (report.outcome, codes(report)) == (ImportOutcome.FAILED, [(0, "too_large")])
    assert folder.drops.reads == 0


def test_unread_files_of_one_name_are_answered_apart(folder: Folder) -> None:
    size = MAX_MEGABYTES * 1024**2 + 1
    key = f"{ORG}/inbox/big.csv"
    reports = [folder.import_file.run(DroppedFile(key, size, version)) for version in ("v1", "v2")]
    assert len({report.import_id for report in reports if report}) == 2


@pytest.mark.parametrize(
    "key",
    ["acme/processed/x/report.json", "acme/failed/x/original/a.csv", "acme/inbox/", "acme/inbox/sub/"]
    + ["/inbox/a.csv", "inbox/a.csv", "a.csv", "", "acme/other/a.csv", "acme//inbox/a.csv"],
)
def test_what_is_no_drop_is_left_alone(folder: Folder, key: str) -> None:
    assert folder.import_file.run(DroppedFile(key, 10)) is None
    assert folder.drops.answers == []


def test_a_file_that_is_gone_was_answered_by_somebody_else(folder: Folder) -> None:
    assert folder.import_file.run(DroppedFile(f"{ORG}/inbox/gone.csv", 10)) is None
    assert folder.drops.answers == []


def test_a_file_in_a_folder_of_the_inbox_keeps_its_path(folder: Folder) -> None:
    report = folder.dropped(GOOD, f"{ORG}/inbox/2026/November, été.csv")
    assert PurePosixPath(report.file) == PurePosixPath("2026/November, été.csv")


def test_an_import_says_that_the_data_is_fresh(folder: Folder, acme: Importing) -> None:
    folder.dropped(ALL_BAD)
    assert acme.tenant.organization.imported_on is None
    folder.dropped(GOOD)
    assert acme.tenant.organization.imported_on == date(2026, 11, 2)


def test_the_same_file_dropped_day_after_day_says_that_the_data_is_fresh(
    folder: Folder, acme: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided: list[str] = []
    monkeypatch.setattr(RunOrganization, "decide_all", lambda _, org: decided.append(org))
    organizations = acme.world.house.organizations
    organizations.save(replace(organizations.get(ORG), stale_after_days=3))
    folder.dropped(GOOD)
    for days, told in ((2, []), (4, [ORG])):
        acme.world.clock.forward(timedelta(days=days))
        assert folder.dropped(GOOD).outcome is ImportOutcome.ALREADY_IMPORTED
        assert acme.tenant.organization.imported_on == acme.world.clock.now().date()
        assert decided == told


def test_fresh_data_ends_the_wait_of_customers_the_file_does_not_name(
    folder: Folder, acme: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    organizations = acme.world.house.organizations
    stale = replace(organizations.get(ORG), stale_after_days=3, imported_on=date(2026, 10, 1))
    organizations.save(stale)
    decided: list[str] = []
    monkeypatch.setattr(RunOrganization, "decide_all", lambda _, org: decided.append(org))
    folder.dropped(GOOD)
    assert decided == [ORG]


def test_the_report_speaks_the_organization_s_language(folder: Folder, acme: Importing) -> None:
    organizations = acme.world.house.organizations
    organizations.save(replace(organizations.get(ORG), language="fr"))
    assert folder.dropped(ONE_BAD).language == "fr"
    assert "date" in folder.errors


def test_the_reader_is_told_the_organization_s_currency(folder: Folder, acme: Importing) -> None:
    organizations = acme.world.house.organizations
    organizations.save(replace(organizations.get(ORG), currency="CHF"))
    folder.dropped(GOOD.replace(",currency", "").replace(",EUR", ""))
    assert acme.left() == "100.00 CHF"


def test_what_became_of_a_file_dropped_into_the_folder_is_in_the_log(folder: Folder) -> None:
    report = folder.dropped(ONE_BAD)
    (line,) = folder.lines.page(ORG, 10).lines
    assert (line.file, line.outcome, line.rows, line.rejected) == ("ledger.csv", ImportOutcome.PARTIAL, 1, 1)
    assert (line.started_by, line.finished_at, line.preview) == (None, NOW, False)
    assert line.answer == f"{ORG}/partial/{report.import_id}"


def test_a_file_that_was_announced_ends_the_line_it_was_announced_with(folder: Folder) -> None:
    announced = ImportLine(ORG, ImportLine.identity(NOW, "1"), "ledger.csv", False, NOW, started_by="ada")
    folder.lines.save(announced)
    report = folder.dropped(GOOD, announced.drop)
    assert report.file == "ledger.csv"
    assert folder.lines.page(ORG, 10).lines == (announced.finished(report),)


def test_a_folder_that_only_looks_announced_is_logged_all_the_same(folder: Folder) -> None:
    named = ImportLine(ORG, ImportLine.identity(NOW, "1"), "ledger.csv", False, NOW)
    folder.dropped(GOOD, named.drop)
    assert [line.id for line in folder.lines.page(ORG, 10).lines] == [named.id]


def test_of_two_customers_with_one_number_the_one_who_has_it_is_brought_up_to_date(
    folder: Folder, acme: Importing
) -> None:
    header = "number,customer_id,issue_date,due_date,amount,balance"
    line = "F-1,{},2026-10-01,2026-10-31,100.00,{}\n"
    folder.dropped(f"{header}\n{line.format('C-1', '100.00')}")
    report = folder.dropped(f"{header}\n{line.format('C-1', '0.00')}{line.format('C-2', '100.00')}")
    assert codes(report) == [(3, "number_of_another_customer")]
    assert (report.outcome, acme.left()) == (ImportOutcome.PARTIAL, "0.00 EUR")


ZONES = "Zone 1;Zone 2;Zone 3;Zone 4\nF-1;C-1;03/04/2026;12,50"
MAPPING_FILE = f"{ORG}/inbox/mapping.yaml"
MAPPING = "columns: {Zone 1: number, Zone 2: customer_id, Zone 3: issue_date, Zone 4: total}\nkind: invoices"


def test_a_mapping_dropped_beside_a_file_says_what_its_columns_are(folder: Folder) -> None:
    folder.drops.files[f"{ORG}/inbox/mapping.yaml"] = MAPPING.encode()
    assert folder.dropped(ZONES).outcome is ImportOutcome.PROCESSED


def test_a_dropped_mapping_is_kept_for_the_files_to_come(folder: Folder) -> None:
    assert folder.dropped(ZONES).outcome is ImportOutcome.FAILED
    kept = folder.dropped(MAPPING, MAPPING_FILE)
    assert (kept.outcome, [note.fault.code for note in kept.notes]) == (
        ImportOutcome.PROCESSED,
        ["mapping_kept"],
    )
    assert folder.dropped(f"{ZONES}\n").outcome is ImportOutcome.PROCESSED


def test_a_dropped_mapping_that_is_none_says_why(folder: Folder) -> None:
    answered = folder.dropped("columns: {Zone 1: colour}", MAPPING_FILE)
    assert (answered.outcome, answered.faults[0].fault.code) == (ImportOutcome.FAILED, "mapped_field_unknown")


def test_a_preview_of_a_mapping_keeps_nothing(folder: Folder) -> None:
    assert folder.dropped(MAPPING, f"{ORG}/preview/mapping.yaml").outcome is ImportOutcome.PREVIEWED
    assert folder.dropped(ZONES).outcome is ImportOutcome.FAILED


@pytest.mark.parametrize("org", [f"{ORG}#C#C-1", f"{ORG}/", " ", f"{ORG} ", "é", "x" * 600])
def test_a_folder_that_is_no_organization_s_id_is_looked_up_nowhere(folder: Folder, org: str) -> None:
    answered = folder.import_file.run(DroppedFile(f"{org}/inbox/a.csv", 1))
    assert answered is None or answered.faults[0].fault.code == "unknown_organization"
