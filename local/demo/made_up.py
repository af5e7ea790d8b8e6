"""A made-up ledger: what the debtors were invoiced over four months, and when they pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Final

from local.demo.debtors import Debtor, Habit, debtors
from local.replay.ledger import Ledger
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow
from relance.domain.money import Money

_OLDEST_DAYS: Final = 120
_SIZES: Final = (2, 3, 4, 4, 5, 7)
# Days from the due date to the payment: earliest, latest.
_DELAYS: Final = {
    Habit.PUNCTUAL: (-4, 0),
    Habit.SLOW: (3, 20),
    Habit.WHEN_REMINDED: (8, 13),
    Habit.VERY_LATE: (32, 60),
}
_HALF_PAID: Final = (2, 12)
_REST_PAID: Final = (20, 45)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """`contacts` are the customers' own file; `ledger` has their invoices and payments, with their days."""

    contacts: tuple[ContactRow, ...]
    ledger: Ledger


def made_up(today: date) -> MadeUp:
    """The ledger as of `today`: the same for the same day. Its numbers carry the day, its customers do not.

    The first customer has an invoice in dispute, the next ones a credit note each.
    """
    everybody = tuple(debtors(Random(1)))  # noqa: S311  # made up, not secret
    random = Random(today.toordinal())  # noqa: S311
    numbers = (f"F{today:%y%m%d}-{number:03}" for number in count(1))
    invoices: list[InvoiceRow] = []
    payments: list[PaymentRow] = []
    for position, debtor in enumerate(everybody):
        for nth in range(random.choice(_SIZES)):
            is_disputed = position == 0 and nth == 0
            invoice = _invoice(debtor, next(numbers), today, random, disputed=is_disputed)
            invoices.append(invoice)
            if not is_disputed:
                payments += _payments(debtor, invoice, random)
        if 0 < position <= 5:
            invoices.append(_credit_note(debtor, next(numbers), today, random))
    contacts = tuple(_contact(line, debtor) for line, debtor in enumerate(everybody, start=2))
    return MadeUp(contacts, Ledger(tuple(invoices), tuple(payments)))


def _invoice(debtor: Debtor, number: str, today: date, random: Random, *, disputed: bool) -> InvoiceRow:
    issued = today - timedelta(days=60 if disputed else random.randint(3, _OLDEST_DAYS))
    return InvoiceRow(
        line=0,
        number=number,
        customer_id=debtor.id,
        customer_name=debtor.name,
        issue_date=issued,
        due_date=issued + timedelta(days=debtor.terms_days),
        total=_amount(random, debtor.market.currency),
        disputed=disputed,
    )


def _credit_note(debtor: Debtor, number: str, today: date, random: Random) -> InvoiceRow:
    issued = today - timedelta(days=random.randint(3, 40))
    total = Money(random.randint(20_00, 90_00), debtor.market.currency)
    return InvoiceRow(
        line=0,
        number=number,
        customer_id=debtor.id,
        customer_name=debtor.name,
        issue_date=issued,
        total=total,
        kind="credit_note",
    )


def _amount(random: Random, currency: str) -> Money:
    """Many small ones, few large ones."""
    return Money(int(random.lognormvariate(6.6, 0.9) * 100), currency)


def _payments(debtor: Debtor, invoice: InvoiceRow, random: Random) -> Iterator[PaymentRow]:
    due = invoice.due_date or invoice.issue_date
    match debtor.habit:
        case Habit.NEVER:
            return
        case Habit.IN_PARTS:
            half = Money(invoice.total.minor // 2, invoice.total.currency)
            yield _payment(invoice, "1", due + _days(random, *_HALF_PAID), half)
            yield _payment(invoice, "2", due + _days(random, *_REST_PAID), invoice.total - half)
        case habit:
            yield _payment(invoice, "1", due + _days(random, *_DELAYS[habit]), invoice.total)


def _payment(invoice: InvoiceRow, part: str, on: date, amount: Money) -> PaymentRow:
    on = max(on, invoice.issue_date)
    reference = f"{invoice.number}-P{part}"
    return PaymentRow(0, on, amount, reference, invoice.number, invoice.customer_id)


def _days(random: Random, earliest: int, latest: int) -> timedelta:
    return timedelta(days=random.randint(earliest, latest))


def _contact(line: int, debtor: Debtor) -> ContactRow:
    return ContactRow(
        line=line,
        customer_id=debtor.id,
        customer_name=debtor.name,
        name=debtor.contact,
        email=debtor.email,
        language=debtor.market.language,
        country=debtor.market.country,
    )
