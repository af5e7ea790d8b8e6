"""How to pay, in words: the bank account as lines to copy, and the reference to quote with a transfer."""

from __future__ import annotations

from relance.rendering.facts import ReminderFacts
from relance.rendering.texts import text


def payment_details(facts: ReminderFacts) -> str:
    """The bank account line by line, then the organization's own words; empty when there is neither."""
    return "\n".join(part for part in (_bank_lines(facts), facts.payment_details.strip()) if part)


def reference_to_quote(facts: ReminderFacts) -> str:
    """The organization's own reference; else the invoice's number, or the customer's."""
    return facts.bank.reference_for(facts.payment_reference) if facts.bank else facts.payment_reference


def _bank_lines(facts: ReminderFacts) -> str:
    if facts.bank is None:
        return ""
    said = {"holder": facts.bank.holder, "iban": facts.bank.spaced_iban, "bic": facts.bank.bic}
    return "\n".join(text(facts.language, "bank", name, value=value) for name, value in said.items() if value)
