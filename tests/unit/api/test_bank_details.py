"""Where customers pay to: kept in parts, checked, and shown in every message that asks for money."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.api.client import Client

ACCOUNT = {"iban": "FR14 2004 1010 0505 0001 3M02 606", "holder": "Acme SAS", "bic": "psstfrpppar"}


def test_they_are_kept_compact_and_taken_away_by_null(acme: Client) -> None:
    changed = acme.edit("/organization", {"bank_details": ACCOUNT})
    assert changed.json["bank_details"] == {
        "iban": "FR1420041010050500013M02606",
        "holder": "Acme SAS",
        "bic": "PSSTFRPPPAR",
        "reference": "",
    }
    assert acme.get("/organization").json == changed.json
    assert acme.edit("/organization", {"bank_details": None}).json["bank_details"] is None


@pytest.mark.parametrize(
    "iban",
    [
        "fr1420041010050500013m02606",
        "DE89 3704 0044 0532 0130 00",
        "GB82 WEST 1234 5698 7654 32",
        # The example of the standard: its bank is on no list.
        "BE68 5390 0754 7034",
        "NO93 8601 1117 947",
        "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
    ],
)
def test_accounts_of_many_countries_are_taken(acme: Client, iban: str) -> None:
    changed = acme.edit("/organization", {"bank_details": {**ACCOUNT, "iban": iban}})
    assert changed.json["bank_details"]["iban"] == iban.replace(" ", "").upper()


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        ({"iban": "FR14 2004 1010 0505 0001 3M02 607"}, {"bank_details.iban": "iban"}),
        ({"iban": "FR14 2004 1010 0505 0001 3M02 60"}, {"bank_details.iban": "iban"}),
        ({"iban": "XX14 2004 1010 0505 0001 3M02 606"}, {"bank_details.iban": "iban"}),
        ({"iban": ""}, {"bank_details.iban": "iban"}),
        ({"iban": "\u0661\u0662"}, {"bank_details.iban": "iban"}),
        ({"iban": "9" * 61}, {"bank_details.iban": "too_long"}),
        ({"iban": None}, {"bank_details.iban": "not_text"}),
        ({"bic": "BNPAFRP"}, {"bank_details.bic": "bic"}),
        ({"bic": "12345678"}, {"bank_details.bic": "bic"}),
        ({"holder": " "}, {"bank_details.holder": "too_short"}),
        ({"reference": "two\nlines"}, {"bank_details.reference": "not_one_line"}),
        ({"swift": "X"}, {"bank_details.swift": "unknown_field"}),
    ],
)
def test_what_is_wrong_with_them_is_named(
    acme: Client, wrong: dict[str, Any], faults: dict[str, str]
) -> None:
    refused = acme.edit("/organization", {"bank_details": {**ACCOUNT, **wrong}})
    assert (refused.status, refused.faults) == (422, faults)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_words_say_how_to_write_it(acme: Client, language: str) -> None:
    body = {"bank_details": {**ACCOUNT, "iban": "x"}}
    headers = {"Accept-Language": language, "If-Match": acme.get("/organization").etag}
    (error,) = acme.call("PATCH", "/organization", body, headers).json["errors"]
    assert "IBAN" in error["message"]
    assert "FR14 2004" in error["hint"]
