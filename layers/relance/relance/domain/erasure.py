"""A customer is erased: everything that says who it is goes. What stays is a mark, the hash of its id.

Pure: what the account becomes before it goes, and what is remembered of the erasure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Self

from relance.domain.customer import NO_PLAN, Account, Customer
from relance.domain.errors import Conflict
from relance.domain.hold import Hold, HoldKind
from relance.domain.ids import derived

# What a worker had in hand when the account went is written by then, and every index knows of it.
SETTLED_AFTER: Final = timedelta(minutes=30)
# A pause: whoever resumes the customer lifts it.
_HOLD: Final = HoldKind.PAUSE.value


@dataclass(frozen=True, slots=True)
class Erasure:
    """`mark` is the hash of the customer's id, which is known in clear only until all is done.

    `gone_at` says since when there is no account: what is of a later moment is that of a customer whom a
    file has brought back, and is not touched.
    """

    org: str
    mark: str
    customer: str
    asked_at: datetime
    gone_at: datetime | None = None
    done_at: datetime | None = None
    revision: int = 0

    @classmethod
    def of(cls, org: str, customer: str, now: datetime) -> Self:
        return cls(org, mark_of(org, customer), customer, now)

    def over(self, known: Self) -> Self:
        """In the place of an earlier one: the customer came back, and is erased once more."""
        return replace(self, revision=known.revision)

    def account_gone(self, now: datetime) -> Self:
        return replace(self, gone_at=now)

    def settled(self, now: datetime) -> bool:
        """Whether nothing more of the account can turn up."""
        return self.gone_at is not None and now >= self.gone_at + SETTLED_AFTER

    def done(self, now: datetime) -> Self:
        return replace(self, customer="", done_at=now)


def mark_of(org: str, customer: str) -> str:
    return derived("erased", org, customer)


def held(account: Account, today: date) -> Account:
    """Nothing leaves to the customer until somebody says so."""
    if any(hold.id == _HOLD and hold.kind is HoldKind.ERASED for hold in account.holds):
        return account
    others = tuple(hold for hold in account.holds if hold.id != _HOLD)
    return replace(account, holds=(*others, Hold(_HOLD, HoldKind.ERASED, today)))


def erased(account: Account) -> Account:
    """What is left before the account itself goes: ids. Raises Conflict while a message is leaving."""
    if account.is_sending:
        raise Conflict(f"a message to customer {account.customer.id} is leaving")
    retired = {key: one.emptied() for key, one in account.enrolments.items()}
    customer = Customer(account.customer.id, "", plan=NO_PLAN, aliases=account.customer.aliases)
    return Account(customer, enrolments=retired, version=account.version)
