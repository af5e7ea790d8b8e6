"""Money: an integer count of minor units, and a currency. Never a float, never summed across currencies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self

# ISO 4217 currencies whose minor unit is not a hundredth.
_EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
# Below a million billion, decimal arithmetic is exact and a store's numbers hold it.
_LARGEST_EXPONENT = 14
_CURRENCY = re.compile(r"[A-Z]{3}")


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were added or compared."""


def exponent(currency: str) -> int:
    """How many decimal places `currency` has (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """`Money(99_00, "EUR")` is 99 euros. `minor` may be negative."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"minor units are an integer, not {self.minor!r}")
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError(f"a currency is three capital letters (ISO 4217), not {self.currency!r}")

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(0, currency)

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> Self:
        """From a decimal amount in major units. ValueError: not a number, absurdly large, or more decimals
        than the currency has."""
        if not amount.is_finite() or amount.adjusted() > _LARGEST_EXPONENT:
            raise ValueError(f"{amount} is not an amount of money")
        scaled = amount.scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} has more decimals than {currency} allows")
        return cls(int(scaled), currency)

    @classmethod
    def parse(cls, text: str) -> Self:
        """`"1200.00 EUR"`, as tests and logs write it."""
        try:
            amount, currency = text.split()
            return cls.of(Decimal(amount), currency)
        except (InvalidOperation, ValueError) as error:
            raise ValueError(f"an amount is written like '1200.00 EUR', not {text!r}") from error

    @classmethod
    def total(cls, amounts: Iterable[Self], currency: str) -> Self:
        """The sum, zero when there are none; another currency among them is refused."""
        return sum(amounts, cls.zero(currency))

    def decimal(self) -> Decimal:
        """The amount in major units, with all the currency's decimals: "99.00"."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add or compare")
        return other.minor

    def __add__(self, other: Self) -> Self:
        return type(self)(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Self) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Self) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.decimal()} {self.currency}"


def remind_from(amounts: Mapping[str, int], currency: str) -> Money:
    """The least that is worth a reminder: by currency in minor units, 1.00 where none is given."""
    return Money(amounts.get(currency, 10 ** exponent(currency)), currency)
