"""Invisible signs, spreadsheet tricks, words for nothing: what a cell says once they are gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.imports import ContactRow
from relance.readers.clean import clean, is_placeholder, normalised
from relance.readers.fields import is_address
from tests.unit.readers.reading import csv, fault_of, only_invoice

HEADER = "N° facture;Code client;Date facture;Échéance;Total TTC"
LINE = "{number};{customer};13/04/2026;13/05/2026;100,00"


def invoice(number: str = "F-1", customer: str = "C1") -> tuple[str, str]:
    row = only_invoice(csv(HEADER, LINE.format(number=number, customer=customer)))
    return row.number, row.customer_id


@pytest.mark.parametrize(
    "sign", ["\ufeff", "\u200b", "\u2060", "\u00ad", "\u202e", "\u200e", "\u200d", "\x01"]
)
def test_invisible_signs_are_no_part_of_a_number_or_code(sign: str) -> None:
    assert invoice(f"{sign}F-{sign}1", f"C{sign}1{sign}") == ("F-1", "C1")


def test_letters_and_their_accents_may_come_apart() -> None:
    assert invoice(customer="Zoe\u0301")[1] == invoice(customer="Zoé")[1] == "Zoé"


@pytest.mark.parametrize("cell", ['="0042"', '"=""0042"""', "'0042", '=T("0042")', "\u00a00042\u00a0"])
def test_a_spreadsheet_s_tricks_for_text_are_taken_off(cell: str) -> None:
    assert invoice(number=cell)[0] == "0042"


def test_a_column_of_decimal_identifiers_is_what_it_was_before() -> None:
    reading = csv(HEADER, *(LINE.format(number=f"70{n}.0", customer="88.0") for n in range(3)))
    assert [(row.number, row.customer_id) for row in reading.rows if hasattr(row, "number")] == [
        ("700", "88"),
        ("701", "88"),
        ("702", "88"),
    ]
    assert {note.fault.code for note in reading.notes} == {"decimal_identifiers"}


def test_one_identifier_that_ends_in_point_zero_is_its_own() -> None:
    reading = csv(HEADER, LINE.format(number="V1.0", customer="C1"), LINE.format(number="2.0", customer="C1"))
    assert [row.number for row in reading.rows if hasattr(row, "number")] == ["V1.0", "2.0"]


def test_a_number_that_became_a_power_of_ten_is_lost() -> None:
    assert fault_of(csv(HEADER, LINE.format(number="1,93057E+09", customer="C1"))).code == "became_a_power"


@pytest.mark.parametrize("word", ["N/A", "null", "-", "néant", "#N/A".lower(), "None", "—"])
def test_a_word_for_nothing_is_nothing(word: str) -> None:
    assert is_placeholder(word)
    reading = csv(f"{HEADER};E-mail", f"{LINE.format(number='F-1', customer='C1')};{word}")
    assert (only_invoice(reading).email, reading.notes) == (None, ())
    assert fault_of(csv(HEADER, LINE.format(number="F-1", customer=word))).code == "missing_value"


@pytest.mark.parametrize("name", ["Nan Goldin", "Nullam", "Inconnu & Fils", "N/A Consulting"])
def test_a_name_may_hold_such_a_word(name: str) -> None:
    assert invoice(customer=name)[1] == name


@pytest.mark.parametrize(
    "cell", ["mailto:a.b@c.example", "<a.b@c.example>", "«a.b@c.example»", "a.b@c.example."]
)
def test_an_address_is_read_without_what_stands_around_it(cell: str) -> None:
    (row,) = csv("Code client;Nom;E-mail", f"C1;Anne;{cell}", filename="contacts.csv").rows
    assert isinstance(row, ContactRow)
    assert row.email == "a.b@c.example"


@pytest.mark.parametrize(
    "word",
    [
        "a@b",
        "a@b..example",
        ".a@b.example",
        "a.@b.example",
        "a@-b.example",
        "a@b.example-",
        "@b.example",
        "a@",
    ]
    + ["a@b@c.example", f"{'a' * 65}@b.example", f"a@{'b' * 64}.example", f"a@{'b.' * 130}example"],
)
def test_what_cannot_be_delivered_to_is_no_address(word: str) -> None:
    assert not is_address(word)


def test_an_address_too_long_to_be_kept_costs_the_address() -> None:
    long = f"{'a' * 2_030}@b.example"
    reading = csv(f"{HEADER};E-mail", f"{LINE.format(number='F-1', customer='C1')};{long}")
    assert only_invoice(reading).email is None
    assert [note.fault.code for note in reading.notes] == ["email_left_out"]


@given(st.text(max_size=40))
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once or once.startswith(("=", "'"))
    assert all(c in "\n\r\t\v\f\x85\u2028\u2029\u200c\u200d" or c.isprintable() or c.isspace() for c in once)


@given(st.text(max_size=40))
def test_compared_words_have_neither_spaces_nor_case(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)
