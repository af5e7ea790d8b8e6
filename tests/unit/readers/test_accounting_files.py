"""French accounting files (FEC): separators, columns, letters and residuals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance.domain.imports import InvoiceRow, PaymentRow, Reading
from relance.domain.money import Money
from relance.readers import read
from tests.unit.readers.reading import EUR, refusal

NAMES = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
]


def line(
    debit: str = "0,00",
    credit: str = "0,00",
    *,
    piece: str = "FA-1",
    journal: str = "VE",
    number: str = "1",
    on: str = "20260105",
    account: str = "411000",
    customer: str = "C1",
    name: str = "Dupont",
    label: str = "Facture",
    letter: str = "",
) -> list[str]:
    told = [journal, journal, number, on, account, "Clients", customer, name, piece, on, label]
    return [*told, debit, credit, letter, "", "20260131", "", ""]


def fec(*lines: list[str], separator: str = "\t", end: str = "\r\n", names: list[str] = NAMES) -> bytes:
    return end.join(separator.join(cells) for cells in (names, *lines)).encode()


def reading(data: bytes) -> Reading:
    return read(data, "FEC20261231.txt", defaults=EUR)


def invoices(found: Reading) -> list[InvoiceRow]:
    return [row for row in found.rows if isinstance(row, InvoiceRow)]


def left(found: Reading) -> dict[str, Decimal]:
    return {row.number: row.outstanding.decimal() for row in invoices(found) if row.outstanding is not None}


@pytest.mark.parametrize("separator", ["\t", "|", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_separators_and_ends_of_lines(separator: str, end: str) -> None:
    found = reading(fec(line("120,00"), separator=separator, end=end))
    (row,) = invoices(found)
    assert (row.number, row.customer_id, row.customer_name) == ("FA-1", "C1", "Dupont")
    assert row.total == Money(120_00, "EUR")
    assert (row.issue_date, row.due_date, row.type, row.as_of) == (
        date(2026, 1, 5),
        None,
        "VE",
        date(2026, 1, 5),
    )


@pytest.mark.parametrize(
    "names",
    [
        [name.upper() for name in NAMES],
        ["Ecriture Num" if name == "EcritureNum" else name for name in NAMES],
        ["CompteAuxNum" if name == "CompAuxNum" else name for name in NAMES],
        [*NAMES, ""],
        [*NAMES, "DateRglt", "ModeRglt", "NatOp", "IdClient"],
    ],
)
def test_headers_are_spelled_in_many_ways(names: list[str]) -> None:
    cells = line("120,00")
    assert left(reading(fec(cells + [""] * (len(names) - len(cells)), names=names))) == {"FA-1": Decimal(120)}


@pytest.mark.parametrize(
    "written", ["120,00", "120.00", "0000000120,00", " 120,00 ", "1 20,00", "120", "+120,00"]
)
def test_amounts_are_written_in_many_ways(written: str) -> None:
    assert left(reading(fec(line(written)))) == {"FA-1": Decimal(120)}


def test_one_amount_and_its_side() -> None:
    names = ["Montant" if name == "Debit" else "Sens" if name == "Credit" else name for name in NAMES]
    found = reading(
        fec(line("120,00", "D"), line("20,00", "C", piece="AV-1", number="2", label="Avoir"), names=names)
    )
    assert [(row.kind, row.number) for row in invoices(found)] == [
        ("invoice", "FA-1"),
        ("credit_note", "AV-1"),
    ]


@pytest.mark.parametrize("field", ["EcritureLib", "CompAuxLib", "CompteLib", "JournalLib"])
def test_a_separator_inside_a_text(field: str) -> None:
    cells = line("120,00")
    cells[NAMES.index(field)] = "3 | 4 | 5"
    found = reading(fec(cells, separator="|"))
    assert left(found) == {"FA-1": Decimal(120)}
    assert found.faults == ()


def test_only_accounts_of_customers_count() -> None:
    found = reading(
        fec(line("120,00"), line(credit="100,00", account="706000"), line(credit="20,00", account="44571"))
    )
    assert left(found) == {"FA-1": Decimal(120)}
    (totals,) = found.notes
    assert totals.fault.code == "fec_totals"
    assert totals.fault.values["balance"] == totals.fault.values["open"] == "120.00"


def test_a_file_out_of_balance_says_so() -> None:
    assert [note.fault.code for note in reading(fec(line("120,00"))).notes] == ["fec_unbalanced"]


def test_lettered_and_paid_is_settled() -> None:
    found = reading(fec(line("120,00", letter="AA"), line(credit="120,00", journal="BQ", letter="AA")))
    assert left(found) == {"FA-1": Decimal(0)}
    assert len(found.rows) == 1


def test_lettered_is_not_paid() -> None:
    found = reading(
        fec(
            line("100,00", letter="AA"),
            line("50,00", letter="AA", piece="FA-2", number="2", on="20260205"),
            line(credit="120,00", journal="BQ", letter="AA", number="3", on="20260301"),
        )
    )
    assert left(found) == {"FA-1": Decimal(0), "FA-2": Decimal(30)}
    (told,) = (note.fault for note in found.notes if note.fault.code == "fec_residual")
    assert (told.values["letter"], told.values["left"]) == ("AA", "30.00")


def test_letters_are_each_customers_own() -> None:
    found = reading(
        fec(
            line("100,00", letter="AA"),
            line(credit="100,00", letter="AA", journal="BQ", customer="C2", number="2", piece="VIR 1"),
        )
    )
    assert left(found) == {"FA-1": Decimal(100)}
    (payment,) = (row for row in found.rows if isinstance(row, PaymentRow))
    assert (payment.customer_id, payment.amount, payment.reference) == (
        "C2",
        Money(100_00, "EUR"),
        "BQ 2 VIR 1",
    )


def test_paid_too_much_is_on_account() -> None:
    found = reading(
        fec(line("100,00", letter="AA"), line(credit="130,00", letter="AA", journal="BQ", number="2"))
    )
    assert left(found) == {"FA-1": Decimal(0)}
    assert [row.amount.minor for row in found.rows if isinstance(row, PaymentRow)] == [30_00]


def test_a_reference_that_several_entries_share_is_no_number_by_itself() -> None:
    found = reading(fec(*(line("9,00", piece="0126", number=f"{n}") for n in (1, 2))))
    assert [row.number for row in invoices(found)] == ["0126-1", "0126-2"]
    opening = reading(fec(*(line("9,00", piece="RAN", journal="AN", customer=c) for c in ("C1", "C2"))))
    assert [row.number for row in invoices(opening)] == ["RAN-1-C1", "RAN-1-C2"]


def test_without_an_auxiliary_account_the_account_is_the_customer() -> None:
    (row,) = invoices(reading(fec(line("9,00", account="411DUPONT", customer="", name=""))))
    assert (row.customer_id, row.customer_name) == ("411DUPONT", "Clients")


def test_a_line_that_is_no_entry_costs_itself() -> None:
    broken = line("a lot")
    found = reading(fec(line("9,00"), broken, ["VE", "cut"]))
    assert left(found) == {"FA-1": Decimal(9)}
    assert [(fault.line, fault.fault.code) for fault in found.faults] == [(3, "fec_line"), (4, "fec_line")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "cp850", "iso-8859-15"])
def test_code_pages(encoding: str) -> None:
    data = fec(line("9,00", name="Société Élan à Besançon")).decode().encode(encoding)
    (row,) = invoices(reading(data))
    assert row.customer_name == "Société Élan à Besançon"


def test_a_file_without_the_columns_of_the_law_names_them() -> None:
    (fault,) = refusal(b"JournalCode\tEcritureNum\tCompteNum\tDebit\n")
    assert fault.code == "fec_columns"
    assert fault.values["missing"] == "ecrituredate, pieceref"
