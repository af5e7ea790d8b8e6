"""By which letters customers and numbers are found."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.customer import Account, Customer
from relance.domain.finding import Found, FoundKind, entries_of, words_of
from relance.domain.receivables import Receivables
from tests.contract.accounts import invoice


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Crédit d'Été", ("credit", "d", "ete")),
        ("Cre\u0301dit", ("credit",)),
        ("STRASSE Straße", ("strasse", "strasse")),
        ("Œuvres Łódź_Ørsted", ("oeuvres", "lodz", "orsted")),
        ("FA-2026/00123", ("fa", "2026", "00123")),
        ("日本株式会社", ("日本株式会社",)),
        (" -_' ", ()),
    ],
)
def test_accents_and_case_are_folded(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@given(st.text(max_size=60), st.data())
def test_what_is_typed_finds_in_any_case_and_without_accents(name: str, data: st.DataObject) -> None:
    found = Found(FoundKind.CUSTOMER, "C-1", "C-1", name)
    for word in words_of(name):
        typed = word[: data.draw(st.integers(1, len(word)))]
        assert found.has(words_of(typed))
        assert found.has(words_of(unicodedata.normalize("NFD", typed)))


def test_a_number_is_read_from_any_of_its_words() -> None:
    parts = (invoice("FA-2026-00123"),)
    account = Account(Customer("C-1", "Dupont & Fils"), receivables=Receivables({i.number: i for i in parts}))

    assert {(words, found.id) for words, found in entries_of(account)} == {
        ("dupont", "C-1"),
        ("fils", "C-1"),
        ("c", "C-1"),
        ("1", "C-1"),
        ("fa 2026 00123", "FA-2026-00123"),
        ("2026 00123", "FA-2026-00123"),
        ("00123", "FA-2026-00123"),
    }


def test_instalments_are_found_by_the_number_of_their_invoice() -> None:
    from dataclasses import replace

    parts = (
        replace(invoice("F-1@2026-10-31"), document="F-1"),
        replace(invoice("F-1@2026-11-30"), document="F-1"),
    )
    account = Account(Customer("X", "Y"), receivables=Receivables({i.number: i for i in parts}))

    numbers = {found.id for _, found in entries_of(account) if found.kind is FoundKind.INVOICE}
    assert numbers == {"F-1"}


def test_a_name_of_a_thousand_words_leads_to_it_by_the_first_twelve() -> None:
    account = Account(Customer("C", " ".join(f"word{n}" for n in range(1_000))))

    assert len(entries_of(account)) == 12


def test_a_customer_that_was_merged_is_found_where_it_is_now() -> None:
    gone = Account(Customer("OLD-7", "Dupont", merged_into="C-1"))
    stays = Account(Customer("C-1", "Dupont", aliases=("OLD-7",)))

    assert entries_of(gone) == {}
    assert {found.id for words, found in entries_of(stays) if words == "old"} == {"C-1"}
    assert all(found.has(("old", "7")) for _, found in entries_of(stays))
