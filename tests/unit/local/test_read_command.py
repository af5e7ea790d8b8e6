"""`relance read`: one JSON object a file, or a table; a file that cannot be read says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local.cli import main

LEDGER = "N° facture;Client;SIREN;E-mail;Date facture;Échéance;Total TTC;Montant réglé\n"
GOOD = "F-1;Lys;732829320;pay@lys.example;02/03/2026;03/04/2026;60,50;10,50\n"
KEYS = {"file", "format", "ok", "error", "faults", "notes", "rows"}


def told(*arguments: str, out: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert main(["read", *arguments, "--json"]) == 0
    return [json.loads(line) for line in out.readouterr().out.splitlines()]


def written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_each_file_is_one_line_with_its_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = written(tmp_path, "a.csv", LEDGER + GOOD + "F-2;Lys;;;never;;1,00;\n")
    bad = written(tmp_path, "b.csv", "alpha;beta\n1;2\n")
    first, second = told(good, bad, out=capsys)
    assert first.keys() >= KEYS
    assert (first["file"], first["format"], first["ok"], first["error"]) == (good, "csv", True, None)
    assert first["rows"] == [
        {
            "kind": "invoice",
            "number": "F-1",
            "type": None,
            "issue_date": "2026-03-02",
            "due_date": "2026-04-03",
            "currency": "EUR",
            "total": "60.50",
            "prepaid": "10.50",
            "outstanding": "50.00",
            "customer_id": "732829320",
            "customer_name": "Lys",
            "buyer_name": "Lys",
            "buyer_vat": None,
            "buyer_legal_id": "732829320",
            "buyer_email": "pay@lys.example",
            "email": "pay@lys.example",
        }
    ]
    (fault,) = first["faults"] if isinstance(first["faults"], list) else []
    assert (fault["line"], fault["field"], fault["code"]) == (3, "issue_date", "not_a_date")
    assert "Date facture" in fault["message_en"]
    assert "Date facture" in fault["message_fr"]
    assert (second["ok"], second["error"], second["rows"]) == (False, "no_header", [])


def test_a_table_shows_the_columns_as_they_are_understood(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", written(tmp_path, "a.csv", LEDGER + GOOD)]) == 0
    out = capsys.readouterr().out
    assert "paid_amount" in out
    assert "60.50" in out


def test_a_mapping_says_which_column_is_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = written(tmp_path, "a.csv", "Zone 1;Zone 2;Zone 3;Zone 4\nF-1;Lys;02/03/2026;60,50\n")
    columns = "{Zone 1: number, Zone 2: customer_name, Zone 3: issue_date, Zone 4: total}"
    mapping = written(tmp_path, "m.yaml", f"columns: {columns}\ndate_order: mdy\n")
    (first,) = told(ledger, "--mapping", mapping, out=capsys)
    assert [row["issue_date"] for row in first["rows"]] == ["2026-02-03"]  # type: ignore[attr-defined]


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(tmp_path / "none.csv"), "--json"]) == 1
    assert "none.csv" in capsys.readouterr().err
