"""Sixty customers, made up: where they are, what they speak and pay in, and how they pay.

Their addresses end in `.example` (RFC 2606), or are the mail service's simulators.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import cycle, islice
from random import Random
from typing import Final


class Habit(Enum):
    """How a customer pays."""

    PUNCTUAL = auto()
    SLOW = auto()
    WHEN_REMINDED = auto()
    IN_PARTS = auto()
    VERY_LATE = auto()
    NEVER = auto()


# Of a hundred.
_PAYING: Final = {
    Habit.PUNCTUAL: 25,
    Habit.SLOW: 25,
    Habit.WHEN_REMINDED: 22,
    Habit.IN_PARTS: 8,
    Habit.VERY_LATE: 12,
    Habit.NEVER: 8,
}


@dataclass(frozen=True, slots=True)
class Market:
    country: str
    language: str
    currency: str
    form: str
    people: tuple[str, ...]
    share: int


_MARKETS: Final = (
    Market("FR", "fr", "EUR", "SARL", ("Inès Roche", "Paul Garnier", "Lucie Moreau", "Hugo Besson"), 30),
    Market("GB", "en", "GBP", "Ltd", ("Grace Holt", "Owen Price", "Amelia Reed", "Harry Cole"), 9),
    Market("US", "en", "USD", "Inc", ("Megan Ford", "Tyler Boone", "Dana Whitfield"), 7),
    Market("CH", "fr", "CHF", "Sàrl", ("Noémie Favre", "Luc Rochat"), 5),
    Market("DE", "de", "EUR", "GmbH", ("Jana Vogt", "Timo Brandt", "Ulrike Seidel"), 5),
    Market("ES", "es", "EUR", "SL", ("Marta Ibáñez", "Diego Solana"), 4),
)
_FIRST: Final = (
    *("Atelier", "Maison", "Comptoir", "Northgate", "Silverline", "Bluewater", "Alpina", "Rosental"),
    *("Monteverde", "Belmont", "Clairval", "Harwick", "Lindenhof", "Santoral", "Grandpré"),
)
_SECOND: Final = ("Bois", "Textiles", "Optique", "Interiors", "Foods", "Logistik", "Tools", "Papier")
# What becomes of the mail to some: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
_SIMULATORS: Final = {5: "bounce", 17: "bounce", 29: "complaint", 41: "ooto"}


@dataclass(frozen=True, slots=True)
class Debtor:
    id: str
    name: str
    market: Market
    contact: str
    email: str
    habit: Habit
    terms_days: int


def debtors(random: Random) -> Iterator[Debtor]:
    """The same ones for the same random numbers."""
    names = [f"{first} {second}" for first in _FIRST for second in _SECOND]
    random.shuffle(names)
    markets = [market for market in _MARKETS for _ in range(market.share)]
    random.shuffle(markets)
    habits = random.choices(list(_PAYING), list(_PAYING.values()), k=len(markets))
    for number, (name, market, habit) in enumerate(zip(names, markets, habits, strict=False), start=1):
        contact = next(islice(cycle(market.people), number, None))
        yield Debtor(
            id=f"C{1000 + number}",
            name=f"{name} {market.form}",
            market=market,
            contact=contact,
            email=_email(number, contact, name),
            habit=habit,
            terms_days=random.choice((30, 30, 30, 45, 60)),
        )


def _email(number: int, contact: str, company: str) -> str:
    if role := _SIMULATORS.get(number):
        return f"{role}+c{number}@simulator.amazonses.com"
    return f"{_plain(contact, '.')}@{_plain(company, '-')}.example"


def _plain(words: str, between: str) -> str:
    """`Inès Roche` -> `ines.roche`"""
    bare = (char for char in unicodedata.normalize("NFKD", words) if not unicodedata.combining(char))
    return "".join(bare).lower().replace(" ", between)
