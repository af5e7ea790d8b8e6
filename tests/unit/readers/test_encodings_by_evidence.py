"""Text in encodings that nothing names: told by letters and their neighbours; each mended line is said."""

from __future__ import annotations

import pytest

from relance.readers import read
from tests.unit.readers.reading import EUR, csv, only_invoice, refusal

HEADER = "Facture;Client;Date facture;Total TTC"


def line(name: str) -> str:
    return f"F-1;{name};30/11/2026;10,00"


@pytest.mark.parametrize("name", ["Bébé Élégant", "Crédit à l'Économie", "Hôpital de Nîmes", "Çà et là"])
def test_text_of_classic_mac_programs_is_read(name: str) -> None:
    data = f"N° {HEADER}\r{line(name)}\r".encode("mac_roman")
    assert only_invoice(read(data, "x.txt", defaults=EUR)).customer_name == name


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("cut", [0, 1])
def test_wide_text_is_read_though_its_mark_or_last_byte_is_lost(encoding: str, cut: int) -> None:
    data = f"{HEADER}\n{line('Chloé')}\n\n".encode(encoding)
    assert only_invoice(read(data[: len(data) - cut], "x.txt", defaults=EUR)).customer_name == "Chloé"


@pytest.mark.parametrize(
    "name", ["Žižka Brno™", "Šafařík".replace("ř", "r"), "Œuvres – Paris", "20 € l’unité", "É1", "Lot É7"]
)
def test_letters_that_only_windows_has_are_read(name: str) -> None:
    assert only_invoice(csv(HEADER, line(name), encoding="cp1252")).customer_name == name


def test_polish_letters_are_no_signs_inside_words() -> None:
    assert only_invoice(csv(HEADER, line("Spółka Łódź"), encoding="cp1250")).customer_name == "Spółka Łódź"


def test_one_cell_pasted_from_elsewhere_garbles_no_other() -> None:
    good = f"{HEADER}\n{line('Hélène et Rémi')}\n".encode()
    reading = read(good + line("Zoé").replace("F-1", "F-2").encode("cp1252"), "x.csv", defaults=EUR)
    assert [row.customer_id for row in reading.rows] == ["Hélène et Rémi", "Zoé"]
    assert [(note.line, note.fault.code) for note in reading.notes] == [(3, "foreign_bytes")]


def test_accents_that_were_decoded_twice_are_put_right() -> None:
    twice = line("Hélène d’Été").encode().decode("cp1252")
    reading = csv(HEADER, twice, line("Anaïs").replace("F-1", "F-2"))
    assert [row.customer_id for row in reading.rows] == ["Hélène d’Été", "Anaïs"]
    assert [(note.line, note.fault.code) for note in reading.notes] == [(2, "decoded_twice")]


def test_a_stray_control_character_costs_nothing() -> None:
    assert only_invoice(csv(HEADER, line("Ac\x02me"))).customer_name == "Acme"


def test_what_is_hardly_text_is_refused() -> None:
    assert [fault.code for fault in refusal(bytes(range(1, 9)) * 40 + b"x" * 200)] == ["binary_file"]
