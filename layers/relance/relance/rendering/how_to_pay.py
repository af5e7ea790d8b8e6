"""How to pay, in words: the bank account as lines to copy, and what to quote with a transfer."""

from __future__ import annotations

from relance.rendering.facts import ReminderFacts
from relance.rendering.texts import text


def payment_details(facts: ReminderFacts) -> str:
    """The bank account line by line with what to quote, then the organization's own words; of words alone,
    what to quote follows them. Empty when nobody has said how to pay.
    """
    account, own, reference = _bank_lines(facts), facts.payment_details.strip(), reference_to_quote(facts)
    if not (account or own):
        return ""
    quoted = text(facts.language, "bank", "reference", value=reference) if reference else ""
    parts = (account, quoted, own) if account else (own, quoted)
    return "\n".join(part for part in parts if part)


def reference_to_quote(facts: ReminderFacts) -> str:
    numbers = ", ".join(line.number for line in facts.invoices)
    return facts.bank.reference_for(numbers) if facts.bank else numbers


def _bank_lines(facts: ReminderFacts) -> str:
    if facts.bank is None:
        return ""
    said = {"holder": facts.bank.holder, "iban": facts.bank.spaced_iban, "bic": facts.bank.bic}
    return "\n".join(text(facts.language, "bank", name, value=value) for name, value in said.items() if value)
