"""To which customers the customers of a file belong, as the file says it beside what is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from relance.domain.customer import Customer
from relance.domain.errors import Fault, NotFound
from relance.domain.imports import ContactRow, Row
from relance.usecases.ports.accounts import Accounts

MOST_LEVELS: Final = 20


@dataclass
class Parents:
    """What the lines of one file say of parents, each line beside those before."""

    accounts: Accounts
    org: str
    named: frozenset[str]
    """The customers that the file names: a parent may stand below its children."""
    said: dict[str, str] = field(default_factory=dict)
    """Customer -> parent, by the lines that were taken."""
    known: dict[str, Customer | None] = field(default_factory=dict)

    @classmethod
    def of_file(cls, accounts: Accounts, org: str, rows: Iterable[Row]) -> Parents:
        return cls(accounts, org, frozenset(row.customer_id for row in rows if row.customer_id))

    def checked(self, row: Row, customer: str) -> tuple[Row, Fault | None]:
        """The row of that customer, without a parent that cannot be; and why, to be noted."""
        if not isinstance(row, ContactRow) or row.parent is None:
            return row, None
        told = {"customer": customer, "parent": row.parent}
        if row.parent not in self.named and self._known(row.parent) is None:
            return replace(row, parent=None), Fault("unknown_parent", "parent", told)
        above = self._above(row.parent)
        if self._id(customer) in above:
            return replace(row, parent=None), Fault("own_parent", "parent", told)
        if len(above) == MOST_LEVELS:
            return replace(row, parent=None), Fault(
                "too_many_parents", "parent", {**told, "most": MOST_LEVELS}
            )
        self.said[self._id(customer)] = row.parent
        return row, None

    def _above(self, customer: str) -> set[str]:
        """The customer and those that it belongs to, however distantly; at most `MOST_LEVELS`."""
        found: set[str] = set()
        at: str | None = self._id(customer)
        while at is not None and at not in found and len(found) < MOST_LEVELS:
            found.add(at)
            known = self._known(at)
            parent = self.said.get(at) or (known.parent if known else None)
            at = None if parent is None else self._id(parent)
        return found

    def _id(self, named: str) -> str:
        """Customers may have been merged: several ids mean one customer."""
        known = self._known(named)
        return known.id if known else named

    def _known(self, customer: str) -> Customer | None:
        if customer not in self.known:
            try:
                self.known[customer] = self.accounts.load(self.org, customer).customer
            except NotFound:
                self.known[customer] = None
        return self.known[customer]
