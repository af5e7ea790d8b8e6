"""Importing the same rows again changes nothing, whatever they are: as often as a file is dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from relance.domain.customer import Account
from relance.domain.imports import ContactRow, DocumentKind, InvoiceRow, PaymentRow, Row
from relance.domain.money import Money
from tests.unit.usecases.importing import ISSUED, NOW, Importing

FEW = ("1", "2", "3")
kinds: st.SearchStrategy[DocumentKind] = st.sampled_from(["invoice", "invoice", "credit_note"])
numbers = st.sampled_from([f"F-{n}" for n in FEW])
# What a customer is registered under; two of them share it.
SIRENS = {"C-1": "732829320", "C-2": "732829320", "C-3": "552100554"}


@st.composite
def whose(draw: st.DrawFn) -> dict[str, Any]:
    """A customer by its code, with or without its number; or by its number alone."""
    code = draw(st.sampled_from([*SIRENS]))
    siren = SIRENS[code]
    return draw(
        st.sampled_from(
            [
                {"customer_id": code},
                {"customer_id": code, "siren": siren},
                {"customer_id": siren, "siren": siren},
            ]
        )
    )


days = st.integers(0, 3).map(lambda days: ISSUED + timedelta(days))
# After the day on which everything is imported.
later = st.just(NOW.date() + timedelta(days=1))
amounts = st.sampled_from([10_00, 20_00, 30_00])
currencies = st.sampled_from(["EUR", "EUR", "EUR", "USD"])


def money(minor: st.SearchStrategy[int]) -> st.SearchStrategy[Money]:
    return st.builds(Money, minor, currencies)


@st.composite
def invoices(draw: st.DrawFn) -> list[Row]:
    """As a file of invoices gives them: each number once, some with the day on which they were paid."""
    rows: list[Row] = []
    for line, number in enumerate(draw(st.lists(numbers, unique=True)), start=2):
        total = draw(money(amounts))
        kind = draw(kinds)
        # Only an invoice may be paid too much.
        left = draw(st.none() | st.integers(-(kind == "invoice"), 3).map(lambda tens: tens * 10_00))
        row = InvoiceRow(
            line=line,
            number=number,
            **draw(whose()),
            issue_date=ISSUED,
            total=total,
            customer_name=draw(st.none() | st.just("Client")),
            email=draw(st.none() | st.sampled_from(["a@client.example", "A@client.example", "b@c.example"])),
            due_date=draw(st.none() | days),
            outstanding=None if left is None else Money(left, total.currency),
            kind=kind,
            disputed=draw(st.none() | st.booleans()),
            status=draw(st.sampled_from([None, None, "draft", "open", "paid", "void"])),
        )
        rows.append(row)
        if draw(st.booleans()):
            received = -total if row.kind == "credit_note" else draw(st.sampled_from([total, total + total]))
            rows.append(
                PaymentRow(
                    line,
                    draw(days),
                    received,
                    invoice_number=number,
                    customer_id=row.customer_id,
                    so_far=True,
                )
            )
    return rows


@st.composite
def payment(draw: st.DrawFn) -> PaymentRow:
    return PaymentRow(
        draw(st.integers(2, 99)),
        draw(days | later),
        draw(money(amounts | amounts.map(int.__neg__))),
        reference=draw(st.sampled_from([None, "T-1", "T-2", "Transfer"])),
        invoice_number=draw(st.none() | numbers),
        **draw(whose()),
    )


@st.composite
def contact(draw: st.DrawFn) -> ContactRow:
    return ContactRow(
        draw(st.integers(2, 99)),
        name=draw(st.none() | st.sampled_from(["Anne", "Bea"])),
        email=draw(st.none() | st.sampled_from(["a@client.example", "A@client.example", "b@client.example"])),
        role=draw(st.none() | st.sampled_from(["accounting", "owner"])),
        language=draw(st.none() | st.sampled_from(["fr", "en"])),
        **draw(whose()),
    )


payments = st.lists(payment(), max_size=8)
contacts = st.lists(contact(), max_size=6)


def accounts(acme: Importing) -> dict[str, Account]:
    """What was imported of each customer; versions count the writes, and credits have no order."""
    return {
        customer: _plain(acme.account(customer)) for customer in acme.world.house.accounts.customers("acme")
    }


def _plain(account: Account) -> Account:
    ordered = tuple(sorted(account.receivables.credits, key=repr))
    receivables = replace(account.receivables, credits=ordered)
    return replace(account, receivables=receivables, enrolments={}, version=0)


def same_twice(*before: list[Row], then: list[Row]) -> None:
    acme = Importing()
    for rows in before:
        acme.rows(*rows)
    acme.world.clock.forward(timedelta(days=1))
    once = acme.rows(*then)
    after_once = accounts(acme)
    acme.world.clock.forward(timedelta(days=1))
    twice = acme.rows(*then)
    assert (accounts(acme), twice) == (after_once, once)


@given(invoices(), invoices())
def test_invoices_after_others(first: list[Row], then: list[Row]) -> None:
    same_twice(first, then=then)


@given(invoices(), payments)
def test_payments_of_invoices(first: list[Row], then: list[PaymentRow]) -> None:
    same_twice(first, then=[*then])


@given(invoices(), payments, invoices())
def test_invoices_after_their_payments(first: list[Row], paid: list[PaymentRow], then: list[Row]) -> None:
    same_twice(first, [*paid], then=then)


@given(invoices(), contacts)
def test_contacts_of_customers(first: list[Row], then: list[ContactRow]) -> None:
    same_twice(first, then=[*then])
