"""How what settles an invoice is parted over its instalments. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment and its `room`: what can settle it, in minor units."""

    number: str
    room: int
    disputed: bool


def spread(parts: Sequence[Part], payments: int, notes: int) -> dict[str, int]:
    """What each instalment gets of payments and of credit notes, in minor units. `parts`: the oldest first.

    Payments settle undisputed instalments first, credit notes disputed ones; what is left goes to the next.
    Example: of three times 1,000 with the second in dispute, payments of 1,500 leave 0, 1,000 and 500.
    """
    settled = {part.number: 0 for part in parts}
    _settle(settled, (*_disputed(parts, True), *_disputed(parts, False)), notes)
    _settle(settled, (*_disputed(parts, False), *_disputed(parts, True)), payments)
    return settled


def _disputed(parts: Iterable[Part], disputed: bool) -> Iterable[Part]:
    return (part for part in parts if part.disputed is disputed)


def _settle(settled: dict[str, int], parts: Iterable[Part], amount: int) -> None:
    for part in parts:
        share = min(amount, part.room - settled[part.number])
        settled[part.number] += share
        amount -= share
