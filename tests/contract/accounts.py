"""Accounts as the contract writes and reads them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from relance.domain.customer import Account, Contact, Customer
from relance.domain.cycle import Cycle, KeptPlace, Listed, Place
from relance.domain.enrolment import Enrolment
from relance.domain.hold import Hold, HoldKind
from relance.domain.money import Money
from relance.domain.postal_address import PostalAddress
from relance.domain.promise import PromiseState, PromiseToPay
from relance.domain.receivables import Allocation, CreditNote, Invoice, Payment, Receivables
from relance.domain.task import Task, TaskKind
from relance.house import House
from relance.usecases.ports.enrolments import ClaimResult, DueEntry, DueKey

DAY = date(2026, 11, 2)
ODD_IDS = (
    "C1",
    "Société Générale & Fils",
    "with#hash",
    "with|bar",
    "with/slash",
    " leading and trailing ",
    "日本株式会社",
    "e\u0301 decomposed",
    "👩‍💻",
    "O#C#INVOICE#",
    "x" * 200,
)


def invoice(number: str = "F-1", amount: str = "100.00 EUR", due: date = DAY) -> Invoice:
    return Invoice(number, DAY, due, Money.parse(amount))


def payment_of(invoice: Invoice, id: str = "P-1") -> Payment:
    return Payment(id, DAY, invoice.total, (Allocation(invoice.number, invoice.total),))


def promise(ends_at: datetime, id: str = "p-1", **fields: Any) -> PromiseToPay:
    """Of F-1."""
    amount, nothing = Money.parse("100.00 EUR"), Money.parse("0.00 EUR")
    one = PromiseToPay(id, ("F-1",), amount, nothing, DAY, DAY, ends_at, "marie", ends_at, DAY)
    return replace(one, **fields)


def enrolment(org: str, customer: str = "C1", alone: str | None = None, **fields: Any) -> Enrolment:
    one = Enrolment(
        id=Enrolment.identity(org, customer, alone),
        customer=customer,
        plan="plan",
        plan_version=1,
        enrolled_on=DAY,
        invoice=alone,
        cycle=Cycle(1, alone or "F-1", pending=Place("J+7", 7)),
    )
    return replace(one, **fields)


def account(customer: str = "C1", *parts: object) -> Account:
    """Of invoices, credits, contacts, holds, enrolments, to-dos and promises, in any order."""
    return Account(
        Customer(customer, f"Client {customer}"),
        contacts=tuple(part for part in parts if isinstance(part, Contact)),
        receivables=Receivables(
            {part.number: part for part in parts if isinstance(part, Invoice)},
            tuple(part for part in parts if isinstance(part, Payment | CreditNote)),
        ),
        holds=tuple(part for part in parts if isinstance(part, Hold)),
        enrolments={part.id: part for part in parts if isinstance(part, Enrolment)},
        tasks={part.id: part for part in parts if isinstance(part, Task)},
        promises={part.id: part for part in parts if isinstance(part, PromiseToPay)},
    )


def full_account(org: str, now: datetime, customer: str = "C1") -> Account:
    """Something of everything."""
    return account(
        customer,
        Contact(
            "k-1",
            "Zoé",
            "zoe@client.example",
            "accounting",
            main=True,
            language="fr",
            postal_address=PostalAddress(
                "Client SARL", "Zoé", ("Bât. C", "1 rue X"), "69002", "Lyon", "", "FR", returned_on=DAY
            ),
        ),
        Contact("k-2"),
        invoice("F-1", due=date(2026, 10, 1)),
        replace(invoice("F-2", "1200.005 TND"), disputed=True, settled=Money.parse("0.005 TND")),
        replace(invoice("F-3", "9000 JPY"), to_send=True),
        Payment("P-1", DAY, Money.parse("40.00 EUR"), (Allocation("F-1", Money.parse("30.00 EUR")),)),
        CreditNote("A-1", DAY, Money.parse("5.00 EUR")),
        Hold("pause", HoldKind.PAUSE, DAY, date(2026, 12, 1), invoice="F-2", automatic_only=True),
        enrolment(
            org,
            customer,
            kept=(
                KeptPlace(("F-8", "F-9"), handled=Place("J+7", 7)),
                KeptPlace(("F-9",), "old", Place("x", 3)),
            ),
            listed=(Listed(Place("J+7", 7), ("F-9",)),),
            awaiting=TaskKind.CALL,
            last_contact_on=DAY,
            resume_on=date(2026, 12, 24),
            next_at=now,
            failures=2,
        ),
        Task("t-1", TaskKind.CALL, customer, DAY, "manual_step", "marie", ("F-1", "F-2"), detail="détail"),
        promise(now),
        promise(now, "p-2", state=PromiseState.BROKEN, closed_on=DAY, holds=False),
    )


def stored(house: House, org: str, new: Account) -> Account:
    """Saved for the first time, and read back."""
    house.accounts.save(org, Account(new.customer), new)
    return house.accounts.load(org, new.customer.id)


def change(house: House, org: str, customer: str, how: Callable[[Account], Account]) -> Account:
    before = house.accounts.load(org, customer)
    house.accounts.save(org, before, how(before))
    return house.accounts.load(org, customer)


def with_invoice(number: str, amount: str = "100.00 EUR") -> Callable[[Account], Account]:
    return lambda a: replace(a, receivables=a.receivables.with_invoices([invoice(number, amount)]))


def paid(account: Account, number: str, id: str | None = None) -> Account:
    owed = account.receivables.invoices[number]
    credit = payment_of(owed, id or f"P-{number}")
    return replace(account, receivables=account.receivables.with_credit(credit))


def due_keys(house: House, org: str, start: datetime, end: datetime) -> list[DueEntry]:
    """Of one organization: the index is everybody's."""
    return [key for key in house.enrolments.due(start, end) if key.org == org]


def claim(house: House, org: str, one: Enrolment, now: datetime, attempt: str = "a-1") -> ClaimResult:
    return house.enrolments.claim(DueKey.of(org, one), now, attempt)


def moved(enrolment: Enrolment, **fields: Any) -> Callable[[Account], Account]:
    return lambda a: a.with_enrolment(replace(a.enrolments[enrolment.id], **fields))
