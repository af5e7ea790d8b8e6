"""Facts to render, and golden files: `RELANCE_GOLDEN=write pytest tests/unit/rendering` renews them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from relance.domain.money import Money
from relance.rendering.facts import InvoiceLine, ReminderFacts, Sender

GOLDEN = Path(__file__).with_name("golden")


@pytest.fixture
def golden() -> Callable[[str, bytes], None]:
    """Compares bytes with the file of that name, or writes it when asked to."""

    def compare(name: str, actual: bytes) -> None:
        path = GOLDEN / name
        if os.environ.get("RELANCE_GOLDEN") == "write":
            path.write_bytes(actual)
        assert actual == path.read_bytes(), f"{name} changed: look, then renew it with RELANCE_GOLDEN=write"

    return compare


def line(number: str, due: str, outstanding: str, issued: str = "2026-02-27") -> InvoiceLine:
    owed = Money.parse(outstanding)
    return InvoiceLine(number, date.fromisoformat(issued), date.fromisoformat(due), owed, owed)


@pytest.fixture
def invoice() -> Callable[..., InvoiceLine]:
    return line


@pytest.fixture
def facts() -> ReminderFacts:
    """One customer, two overdue invoices, in English."""
    return ReminderFacts(
        language="en",
        today=date(2026, 4, 15),
        organization_name="Atelier Lumen",
        customer_name="Brasserie O'Neill & Söhne",
        payment_reference="C-204",
        contact_name="Zoë O'Neill",
        sender=Sender("Claire Morel", "claire@lumen.example", "+33 1 99 00 12 34"),
        invoices=(
            line("F-1", "2026-03-31", "1250.00 EUR"),
            line("F-2", "2026-04-08", "340.00 EUR"),
        ),
    )


@pytest.fixture
def one_invoice(facts: ReminderFacts) -> ReminderFacts:
    return replace(facts, invoices=facts.invoices[:1])
