"""Importing the same rows again changes nothing, whatever they are: as often as a file is dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from relance.domain.customer import Account
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, Row
from relance.domain.money import Money
from tests.unit.usecases.importing import ISSUED, Importing

FEW = ("1", "2", "3")
numbers = st.sampled_from([f"F-{n}" for n in FEW])
customers = st.sampled_from([f"C-{n}" for n in FEW])
days = st.integers(0, 3).map(lambda days: ISSUED + timedelta(days))
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
        left = draw(st.none() | st.integers(-1, 3).map(lambda tens: tens * 10_00))
        row = InvoiceRow(
            line=line,
            number=number,
            customer_id=draw(customers),
            issue_date=ISSUED,
            total=total,
            customer_name=draw(st.none() | st.just("Client")),
            email=draw(st.none() | st.sampled_from(["a@client.example", "A@client.example", "b@c.example"])),
            due_date=draw(st.none() | days),
            outstanding=None if left is None else Money(left, total.currency),
            kind=draw(st.sampled_from(["invoice", "invoice", "credit_note"])),
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


payments = st.lists(
    st.builds(
        PaymentRow,
        line=st.integers(2, 99),
        received_on=days,
        amount=money(amounts | amounts.map(int.__neg__)),
        reference=st.none() | st.sampled_from(["T-1", "T-2"]),
        invoice_number=st.none() | numbers,
        customer_id=customers,
    ),
    max_size=8,
    # A reference names one payment of an invoice: said twice in a file, the later row corrects the other.
    unique_by=lambda row: (row.reference or id(row), row.invoice_number),
)
contacts = st.lists(
    st.builds(
        ContactRow,
        line=st.integers(2, 99),
        customer_id=customers,
        name=st.none() | st.sampled_from(["Anne", "Bea"]),
        email=st.none() | st.sampled_from(["a@client.example", "A@client.example", "b@client.example"]),
        role=st.none() | st.sampled_from(["accounting", "owner"]),
        language=st.none() | st.sampled_from(["fr", "en"]),
    ),
    max_size=6,
)


def accounts(acme: Importing) -> dict[str, Account]:
    """What was imported of each customer; versions count the writes, and credits have no order."""
    return {
        customer: _plain(acme.account(customer)) for customer in acme.world.house.accounts.customers("acme")
    }


def _plain(account: Account) -> Account:
    ordered = tuple(sorted(account.receivables.credits, key=repr))
    receivables = replace(account.receivables, credits=ordered)
    return replace(account, receivables=receivables, enrolments={}, version=0)


def same_twice(first: list[Row], then: list[Row]) -> None:
    acme = Importing()
    acme.rows(*first)
    once = acme.rows(*then)
    after_once = accounts(acme)
    twice = acme.rows(*then)
    assert (accounts(acme), twice) == (after_once, once)


@given(invoices(), invoices())
def test_invoices_after_others(first: list[Row], then: list[Row]) -> None:
    same_twice(first, then)


@given(invoices(), payments)
def test_payments_of_invoices(first: list[Row], then: list[PaymentRow]) -> None:
    same_twice(first, [*then])


@given(invoices(), contacts)
def test_contacts_of_customers(first: list[Row], then: list[ContactRow]) -> None:
    same_twice(first, [*then])
