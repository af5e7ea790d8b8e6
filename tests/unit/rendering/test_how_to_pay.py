"""The bank account in a message: in its text and its HTML, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.bank_details import BankDetails
from relance.rendering.email import compile_message
from relance.rendering.example import example_facts
from relance.rendering.reminders import STANDARD_REMINDERS, StandardReminder

ACCOUNT = BankDetails("FR1420041010050500013M02606", "Acme & Fils", "PSSTFRPPPAR")
EVERY_READY_MADE_TEXT = [(r, language) for r in STANDARD_REMINDERS for language in ("en", "fr")]


@pytest.mark.parametrize(("reminder", "language"), EVERY_READY_MADE_TEXT)
def test_every_ready_made_text_carries_the_account(reminder: StandardReminder, language: str) -> None:
    message = reminder.message(language)
    facts = replace(example_facts(language), bank=ACCOUNT, payment_details="")
    rendered = compile_message(message.subject, message.body).render(facts)
    for shown, holder in ((rendered.text, "Acme & Fils"), (rendered.html, "Acme &amp; Fils")):
        assert "FR14 2004 1010 0505 0001 3M02 606" in shown
        assert "PSSTFRPPPAR" in shown
        assert holder in shown
        assert "C-204" in shown


def filled(body: str, bank: BankDetails | None, own: str = "") -> str:
    facts = replace(example_facts("en"), bank=bank, payment_details=own)
    return compile_message("Pay", body).body.fill(facts)


def test_each_part_is_a_field_of_its_own() -> None:
    body = "{{ bank_holder }}|{{ bank_iban }}|{{ bank_bic }}|{{ payment_reference }}"
    assert filled(body, ACCOUNT) == "Acme & Fils|FR14 2004 1010 0505 0001 3M02 606|PSSTFRPPPAR|C-204"
    assert filled(body, None) == "|||C-204"


def test_the_reference_may_hold_the_number_or_stand_alone() -> None:
    body = "{{ payment_reference }}"
    assert filled(body, replace(ACCOUNT, reference="ACME #REF#")) == "ACME C-204"
    assert filled(body, replace(ACCOUNT, reference="RF18 5390")) == "RF18 5390"


def test_what_the_organization_says_of_its_own_follows_the_account() -> None:
    shown = filled("{{ payment_details }}", replace(ACCOUNT, bic=""), "Or by card: https://pay.example/acme")
    assert shown.splitlines() == [
        "Account holder: Acme & Fils",
        "IBAN: FR14 2004 1010 0505 0001 3M02 606",
        "Or by card: https://pay.example/acme",
    ]
    assert filled("{{ payment_details }}", None) == ""
