"""Example data: what previews show, and the examples beside each merge field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.money import Money
from relance.rendering.facts import InvoiceLine, ReminderFacts, Sender
from relance.rendering.fields import FIELDS
from relance.rendering.texts import text


def example_facts(language: str) -> ReminderFacts:
    """A customer with two overdue invoices, one of them partly paid."""
    return ReminderFacts(
        language=language,
        today=date(2026, 4, 15),
        organization_name="Atelier Lumen",
        customer_name="Duval & Fils",
        contact_name="Anna Duval",
        sender=Sender("Claire Morel", "claire.morel@atelier-lumen.example", "+33 1 99 00 12 34"),
        invoices=(
            InvoiceLine(
                "F-1042", date(2026, 3, 1), date(2026, 3, 31), Money(1_250_00, "EUR"), Money(1_250_00, "EUR")
            ),
            InvoiceLine(
                "F-1057", date(2026, 3, 9), date(2026, 4, 8), Money(640_00, "EUR"), Money(340_00, "EUR")
            ),
        ),
        payment_details="IBAN FR76 3000 6000 0112 3456 7890 189",
        payment_reference="C-204",
    )


def not_yet_due(language: str) -> ReminderFacts:
    """The same customer with one invoice, ten days before its due date."""
    facts = example_facts(language)
    (first, *_) = facts.invoices
    return replace(facts, today=first.due_date - timedelta(days=10), invoices=(first,))


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """One merge field for people. `example` is its value for the example data; empty for lists and tables."""

    name: str
    description: str
    example: str


def described_fields(language: str) -> tuple[FieldHelp, ...]:
    """Every merge field, in the order of their declaration."""
    facts = example_facts(language)
    return tuple(
        FieldHelp(
            name,
            text(language, "fields", name),
            str(field.value(facts)) if field.kind.is_plain else "",
        )
        for name, field in FIELDS.items()
    )
