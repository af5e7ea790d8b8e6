"""Customers and invoices by a few letters, and the figures of customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from relance.domain.figures import CustomerFigures
from relance.domain.finding import Found


class Finder(Protocol):
    def beginning(self, org: str, letters: str, limit: int) -> tuple[Found, ...]:
        """What has words that begin with those letters, which are folded (domain/finding.py): the first
        `limit` in the order of their words. Strongly consistent.
        """
        ...


class Figures(Protocol):
    """May lag behind a change for a moment."""

    def all(self, org: str) -> Iterator[CustomerFigures]:
        """Of every customer, by id."""
        ...

    def of(self, org: str, customers: Iterable[str]) -> Mapping[str, CustomerFigures]:
        """Of those customers that have any: a customer stored before there were figures has none yet."""
        ...
