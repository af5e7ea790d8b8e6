"""The customers' accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from relance.domain.customer import Account


class Accounts(Protocol):
    def load(self, org: str, customer: str, also: Iterable[str] = ()) -> Account:
        """The customer's working set, strongly consistent: what is open, and the invoices, credits and
        to-dos named in `also` though they may be closed. The id of a customer that was merged into another
        customer gives the other's account. Raises NotFound.
        """
        ...

    def load_all(self, org: str, customer: str) -> Account:
        """As `load`, with everything that is closed."""
        ...

    def save(self, org: str, before: Account, after: Account) -> None:
        """Writes what differs, whole or not at all. Raises Conflict when anything it rests on has changed,
        Exists when an invoice or credit note has a number of another customer's, Refused when a part of
        the account is larger than the store takes.

        An enrolment that is being sent meanwhile is left as it is, but told: its worker's own save then
        raises Conflict, and it reads again before it goes on.
        """
        ...

    def save_together(self, org: str, *accounts: tuple[Account, Account]) -> None:
        """Saves several customers' accounts, each as (before, after), whole or not at all: all of them or
        none. An invoice that one account gives up and another has new moves with its number. Raises as
        `save` does, and Refused when a part of an account is larger than the store takes.
        """
        ...

    def remove(self, org: str, customer: str) -> None:
        """Removes what is left of an account of which nothing is left but ids (`erasure.erased`), and the
        owners of its reply addresses; of a customer that was merged into another one, its id. Safe to repeat.

        Raises Conflict when more is there, or the account changes meanwhile.
        """
        ...

    def customer_of(self, org: str, number: str) -> str | None:
        """The customer whose invoice or credit note has that number; None when no customer has."""
        ...

    def of_enrolment(self, org: str, enrolment: str) -> str | None:
        """The customer whose enrolment this is or was: a reply address names an enrolment."""
        ...

    def of_address(self, org: str, email: str) -> frozenset[str]:
        """Customers with a contact at that address; of more than two, two."""
        ...

    def of_domain(self, org: str, domain: str) -> frozenset[str]:
        """Customers with a contact at that company's domain; of more than two, two."""
        ...

    def of_registration(self, org: str, number: str) -> frozenset[str]:
        """Customers with that SIREN or VAT number, strongly consistent; of more than two, two."""
        ...

    def customers(self, org: str) -> Iterator[str]:
        """Every customer's id, in a stable order; without those that were merged into another one."""
        ...
