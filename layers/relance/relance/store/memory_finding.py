"""Words that find customers and invoices, and figures of customers, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from relance.domain.figures import CustomerFigures
from relance.domain.finding import Found
from relance.store import keys
from relance.store.memory import MemoryAccounts


@dataclass(frozen=True)
class MemoryFinder:
    accounts: MemoryAccounts

    def beginning(self, org: str, letters: str, limit: int) -> tuple[Found, ...]:
        entries = self.accounts.words[org]
        found = {
            keys.word(org, words, of.kind, of.id): of for words, of in entries if words.startswith(letters)
        }
        return tuple(found[key] for key in sorted(found)[:limit])


@dataclass(frozen=True)
class MemoryFigures:
    accounts: MemoryAccounts

    def all(self, org: str) -> Iterator[CustomerFigures]:
        return (account.figures for account in self.accounts.whole(org) if account.figures)

    def of(self, org: str, customers: Iterable[str]) -> Mapping[str, CustomerFigures]:
        wanted = frozenset(customers)
        return {of.customer: of for of in self.all(org) if of.customer in wanted}
