"""Addresses in files of contacts: countries by any name, and what cannot be posted to is told."""

from __future__ import annotations

import pytest

from relance.domain.imports import ContactRow, Reading
from relance.readers.postal import country_code, country_of_zone
from relance.rendering.import_report import words
from tests.unit.readers.reading import csv

HEADER = "Customer code,Company,Contact name,E-mail,Address,Address line 2,Postcode,City,Country"


def read_line(line: str) -> tuple[ContactRow, Reading]:
    reading = csv(HEADER, line)
    (row,) = reading.rows
    assert isinstance(row, ContactRow)
    return row, reading


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(
            ("FR", "FR"),
            ("fr", "FR"),
            ("France", "FR"),
            ("FRANCE", "FR"),
            ("FRA", "FR"),
            ("Frankreich", "FR"),
        ),
        *(("Allemagne", "DE"), ("Germany", "DE"), ("Deutschland", "DE"), ("DEU", "DE"), ("Alemania", "DE")),
        *(("UK", "GB"), ("U.K.", "GB"), ("United Kingdom", "GB"), ("Royaume-Uni", "GB"), ("Schweiz", "CH")),
        *(("Suisse", "CH"), ("Italia", "IT"), ("España", "ES"), ("USA", "US"), ("Pays-Bas", "NL")),
        *(("La Réunion", "RE"), ("Nowhere", None), ("EU", None), ("", None), ("🇫🇷", None)),
    ],
)
def test_a_country_by_any_name(written: str, code: str | None) -> None:
    assert country_code(written) == code


def test_an_address_without_a_country_is_at_home() -> None:
    row, reading = read_line("C1,Acme,Zoé,zoe@acme.fr,1 rue X,Bât. B,69002,Lyon,")
    assert row.postal_address is not None
    assert (row.postal_address.country, row.postal_address.lines) == ("FR", ("1 rue X", "Bât. B"))
    assert reading.notes == ()
    assert country_of_zone("Europe/Berlin") == "DE"
    assert country_of_zone("UTC") is None


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ("C1,Acme,Zoé,zoe@acme.fr,1 rue X,,6900,Lyon,FR", "postal_postcode", "postcode"),
        ("C1,Acme,Zoé,zoe@acme.fr,1 rue X,,69002,Lyon,Nowhere", "postal_country", "country"),
        ("C1,Acme,Zoé,zoe@acme.fr,1 rue X,,69002,,FR", "postal_field_required", "city"),
        (f"C1,Acme,Zoé,zoe@acme.fr,{'x' * 39},,69002,Lyon,FR", "postal_line_too_long", "street"),
        ("C1,Acme,Zoé,zoe@acme.fr,Via Roma 1,,20121,Milano,Italie", "postal_field_required", "region"),
    ],
)
def test_a_contact_is_taken_in_and_its_bad_address_told(line: str, code: str, field: str) -> None:
    row, reading = read_line(line)
    assert row.email == "zoe@acme.fr"
    assert row.postal_address is None
    (note,) = reading.notes
    assert (note.line, note.fault.code, note.fault.field) == (2, code, field)
    for language in ("en", "fr"):
        message, hint = words(note.fault, language)
        assert message and hint


def test_a_line_without_an_address_says_nothing_of_one() -> None:
    row, reading = read_line("C1,Acme,Zoé,zoe@acme.fr,,,,,")
    assert row.postal_address is None
    assert reading.notes == ()


def test_an_unnamed_line_is_checked_with_the_customer_s_name_in_mind() -> None:
    row, _ = read_line("C1,,,,1 rue X,,69002,Lyon,FR")
    assert row.postal_address is not None
    assert row.postal_address.company == ""
