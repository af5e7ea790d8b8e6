"""What a customer owes and how it pays, in figures that are kept with its account (E7).

What is owed is worked out afresh at each change. Months are moved by the difference that a change makes: most
of what they count is history, which nobody reads again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Final

from relance.domain.customer import Account
from relance.domain.promise import PromiseState
from relance.domain.receivables import Invoice, Payment, Receivables

MONTHS_KEPT: Final = 36
"""Of each currency, the latest in which anything happened."""


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in one month, in minor units of one currency.

    `paid` is the part of payments that settled invoices; `paid_days` is that part times the days since the
    invoices' due dates: 100.00 paid 12 days late add 10000 and 120000. `kept` and `broken` count promises.
    """

    invoiced: int = 0
    """By issue date, before credit notes."""
    collected: int = 0
    """Payments by the day they were received. Money that a source has only counted off is none."""
    paid: int = 0
    paid_days: int = 0
    kept: int = 0
    broken: int = 0


@dataclass(frozen=True, slots=True)
class InCurrency:
    """`owed` is what is left of open invoices by due date, disputed ones included; `on_account` is what
    payments and credit notes have left. `months` are named as in "2026-11".
    """

    owed: Mapping[date, int] = field(default_factory=dict)
    disputed: int = 0
    on_account: int = 0
    months: Mapping[str, Month] = field(default_factory=dict)

    @property
    def outstanding(self) -> int:
        return sum(self.owed.values())

    def late(self, today: date) -> int:
        return sum(minor for due, minor in self.owed.items() if due < today)

    @property
    def is_empty(self) -> bool:
        return not (self.owed or self.on_account or self.months)


@dataclass(frozen=True, slots=True)
class CustomerFigures:
    customer: str
    name: str
    manager: str | None = None
    currencies: Mapping[str, InCurrency] = field(default_factory=dict)

    def late(self, today: date) -> dict[str, int]:
        """What is overdue in each currency that has anything overdue."""
        late = {currency: figures.late(today) for currency, figures in self.currencies.items()}
        return {currency: minor for currency, minor in sorted(late.items()) if minor}

    def days_late(self, today: date) -> int:
        """Of what has been owed longest, in any currency; 0 for nothing late."""
        dues = [due for figures in self.currencies.values() for due, minor in figures.owed.items() if minor]
        return max((today - min(dues)).days, 0) if dues else 0

    def outstanding(self) -> dict[str, int]:
        owed = {currency: figures.outstanding for currency, figures in self.currencies.items()}
        return {currency: minor for currency, minor in sorted(owed.items()) if minor}


# (currency, month, name of a field of Month) -> its value
type _Tally = Counter[tuple[str, str, str]]


def figures_of(account: Account) -> CustomerFigures:
    """Counted over all that the account holds: its whole history, where the account has the whole."""
    return _figures(account, _tally(account))


def figures_after(known: CustomerFigures, before: Account, after: Account) -> CustomerFigures:
    """The figures once `before` has become `after`. What neither holds stays as it was counted."""
    tally = _known(known)
    months = {currency: frozenset(figures.months) for currency, figures in known.currencies.items()}
    for (currency, month, name), minor in _difference(_tally(before), _tally(after)).items():
        if not _is_forgotten(month, months.get(currency, frozenset())):
            tally[currency, month, name] += minor
    return _figures(after, tally)


def _is_forgotten(month: str, kept: frozenset[str]) -> bool:
    """It was left out for later ones: a difference to it is no figure."""
    return len(kept) >= MONTHS_KEPT and month < min(kept)


def _known(figures: CustomerFigures) -> _Tally:
    return Counter(
        {
            (currency, month, name): getattr(of, name)
            for currency, known in figures.currencies.items()
            for month, of in known.months.items()
            for name in _NAMES
        }
    )


_NAMES: Final = tuple(one.name for one in fields(Month))


def _difference(before: _Tally, after: _Tally) -> _Tally:
    found: _Tally = Counter(after)
    found.subtract(before)
    return found


def _figures(account: Account, tally: _Tally) -> CustomerFigures:
    months: defaultdict[str, dict[str, dict[str, int]]] = defaultdict(dict)
    for (currency, month, name), minor in tally.items():
        if minor:
            months[currency].setdefault(month, {})[name] = minor
    owed, disputed = _owed(account.receivables)
    found: dict[str, InCurrency] = {}
    for currency in sorted({*months, *owed, *account.receivables.balances}):
        of = months.get(currency, {})
        found[currency] = InCurrency(
            owed=owed.get(currency, {}),
            disputed=disputed[currency],
            on_account=account.receivables.unapplied_total(currency).minor,
            months={month: Month(**of[month]) for month in sorted(of)[-MONTHS_KEPT:]},
        )
    customer = account.customer
    return CustomerFigures(
        customer.id,
        customer.name,
        customer.account_manager,
        {currency: figures for currency, figures in found.items() if not figures.is_empty},
    )


def _owed(receivables: Receivables) -> tuple[dict[str, dict[date, int]], Counter[str]]:
    owed: defaultdict[str, Counter[date]] = defaultdict(Counter)
    disputed: Counter[str] = Counter()
    for invoice in receivables.open:
        left = receivables.outstanding(invoice).minor
        owed[invoice.currency][invoice.due_date] += left
        if invoice.disputed:
            disputed[invoice.currency] += left
    return {currency: dict(sorted(of.items())) for currency, of in owed.items()}, disputed


def _tally(account: Account) -> _Tally:
    tally: _Tally = Counter()
    for invoice in account.receivables.invoices.values():
        if invoice.counts:
            tally[invoice.currency, _month(invoice.issue_date), "invoiced"] += invoice.total.minor
    for credit in account.receivables.credits:
        if isinstance(credit, Payment) and credit.live:
            _tally_payment(tally, account.receivables, credit)
    for promise in account.promises.values():
        name = _PROMISES.get(promise.state)
        if name and promise.closed_on:
            tally[promise.amount.currency, _month(promise.closed_on), name] += 1
    return tally


_PROMISES: Final = {PromiseState.KEPT: "kept", PromiseState.BROKEN: "broken"}


def _tally_payment(tally: _Tally, owed: Receivables, payment: Payment) -> None:
    month, currency = _month(payment.received_on), payment.amount.currency
    used = sum(part.amount.minor for part in payment.allocations)
    tally[currency, month, "collected"] += max(payment.amount.minor, used)
    for part in payment.allocations:
        for due in _due_on(owed, part.invoice, payment.received_on):
            tally[currency, month, "paid"] += part.amount.minor
            tally[currency, month, "paid_days"] += part.amount.minor * (payment.received_on - due).days


def _due_on(owed: Receivables, number: str, received: date) -> Iterator[date]:
    """When that was due of the invoice which the payment settles: of instalments, the last that was due by
    then, else the first.
    """
    parts: tuple[Invoice, ...] = owed.named(number)
    if parts:
        yield max((i.due_date for i in parts if i.due_date <= received), default=parts[0].due_date)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
