"""What a customer owes, currency by currency, and how old it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from relance.domain.customer import Account
from relance.domain.money import Money

# The last day of each age but the oldest, in days late: not late, 1-30, 31-60, 61-90, more.
_AGES: Final = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Owed:
    """`balance` is less than the sum of `ages` where payments wait to be applied. `days` is how late the
    oldest is; 0 for nothing late.
    """

    balance: Money
    late: Money
    ages: tuple[Money, ...]
    days: int

    @property
    def shares(self) -> tuple[float, ...]:
        """The part of each age, which add up to 1."""
        whole = sum(age.minor for age in self.ages)
        return tuple(age.minor / whole for age in self.ages) if whole else ()


def owed(account: Account, today: date) -> tuple[Owed, ...]:
    """By currency; only what is not nothing."""
    receivables = account.receivables
    return tuple(
        _owed(account, balance, today) for _, balance in sorted(receivables.balances.items()) if balance
    )


def late(of: Iterable[Owed]) -> tuple[Money, ...]:
    return tuple(one.late for one in of if one.late)


def _owed(account: Account, balance: Money, today: date) -> Owed:
    ages = [0] * (len(_AGES) + 1)
    oldest = 0
    for invoice in account.receivables.open:
        if invoice.currency == balance.currency:
            days = max(0, (today - invoice.due_date).days)
            oldest = max(oldest, days)
            ages[sum(days > last for last in _AGES)] += account.receivables.outstanding(invoice).minor
    by_age = tuple(Money(minor, balance.currency) for minor in ages)
    return Owed(balance, Money.total(by_age[1:], balance.currency), by_age, oldest)
