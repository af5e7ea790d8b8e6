"""Payment codes: what a banking app reads in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.errors import Refused
from relance.domain.money import Money
from relance.domain.postal_address import PostalAddress
from relance.rendering.letters.letter import Account
from relance.rendering.letters.payment import account_faults, epc_picture, swiss_bill

SEPA = Account("FR76 3000 6000 0112 3456 7890 189", "Atelier Lumen SAS", "AGRIFRPP", "CLT-0042")
SWISS = Account("CH58 0079 1123 0008 8901 2", "Lumen AG", reference="RF18 5390 0754 7034")
BERN = PostalAddress(company="Lumen AG", lines=("Bundesgasse 8",), postcode="3011", city="Bern", country="CH")
GENEVA = replace(BERN, company="Lac SA", lines=("Rue du Rhône 42",), postcode="1204", city="Genève")


def codes(account: Account) -> list[str]:
    return [fault.code for fault in account_faults(account)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"iban": "fr7630006000011234567890189"}, []),
        ({"iban": "FR76 3000 6000 0112 3456 7890 188"}, ["letter_iban"]),
        ({"iban": ""}, ["letter_iban"]),
        ({"iban": "\U0001f600"}, ["letter_iban"]),
        ({"bic": "AGRI"}, ["letter_bic"]),
        ({"bic": ""}, []),
        ({"holder": "x" * 71}, ["letter_payment_text"]),
        ({"reference": "x" * 141}, ["letter_payment_text"]),
    ],
)
def test_a_mistyped_account_is_found(change: dict[str, str], expected: list[str]) -> None:
    assert codes(replace(SEPA, **change)) == expected


@pytest.mark.parametrize(
    ("amount", "there"),
    [
        ("0.01 EUR", True),
        ("999999999.99 EUR", True),
        ("1000000000.00 EUR", False),
        ("0.00 EUR", False),
        ("12.00 CHF", False),
    ],
)
def test_an_epc_picture_is_for_euros_that_it_can_hold(amount: str, there: bool) -> None:
    code = epc_picture(SEPA, Money.parse(amount))
    assert (code is not None) is there
    assert code is None or code.startswith(b"\x89PNG")


def test_a_swiss_bill_says_what_the_standard_asks_for() -> None:
    bill = swiss_bill(SWISS, BERN, GENEVA, Money.parse("2417.45 CHF"), "Factures F-1", "fr")
    assert bill is not None
    lines = bill.payload.split("\r\n")
    assert lines[:4] == ["SPC", "0200", "1", "CH5800791123000889012"]
    assert lines[4:11] == ["S", "Lumen AG", "Bundesgasse 8", "", "3011", "Bern", "CH"]
    assert lines[18:20] == ["2417.45", "CHF"]
    assert lines[20:27] == ["S", "Lac SA", "Rue du Rhône 42", "", "1204", "Genève", "CH"]
    assert lines[27:] == ["SCOR", "RF18539007547034", "Factures F-1", "EPD"]


def test_a_qr_reference_needs_a_qr_iban_and_the_other_way_round() -> None:
    reference = "210000000003139471430009017"
    qr_iban = "CH44 3199 9123 0008 8901 2"
    bill = swiss_bill(
        replace(SWISS, iban=qr_iban, reference=reference), BERN, GENEVA, Money.parse("10.00 CHF"), "", "de"
    )
    assert bill is not None and bill.reference == "21 00000 00003 13947 14300 09017"
    for account in (replace(SWISS, reference=reference), replace(SWISS, iban=qr_iban, reference="")):
        with pytest.raises(Refused) as refused:
            swiss_bill(account, BERN, GENEVA, Money.parse("10.00 CHF"), "", "de")
        assert refused.value.faults[0].code == "letter_swiss_bill"


def test_a_free_reference_becomes_the_message() -> None:
    bill = swiss_bill(
        replace(SWISS, reference="CLT-0042"), BERN, GENEVA, Money.parse("10.00 EUR"), "F-1", "en"
    )
    assert bill is not None
    assert (bill.reference, bill.message) == ("", "CLT-0042")
    assert swiss_bill(SWISS, BERN, GENEVA, Money.parse("10.00 GBP"), "", "en") is None
