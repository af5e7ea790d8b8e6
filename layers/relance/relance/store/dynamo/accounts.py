"""Accounts in the core table (port `Accounts`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment
from relance.domain.errors import NotFound
from relance.domain.working_set import WorkingSet
from relance.store import keys
from relance.store.changes import Change
from relance.store.dynamo.reading import account_of
from relance.store.dynamo.records import Records, enrolment_sk
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.transaction import Transaction
from relance.store.dynamo.wire import Item, Wire

_ATTRIBUTES = "sk,d,v,s,attempt,outreach,claimed,lease"


@dataclass(frozen=True)
class DynamoAccounts:
    tables: Tables
    wire: Wire

    def load(self, org: str, customer: str, also: Iterable[str] = ()) -> Account:
        open_ = account_of(self._items(org, customer, "pk = :p AND sk < :z", {":z": keys.CLOSED}))
        if open_ is None:
            raise NotFound(f"customer {customer}")
        named = tuple(also)
        if not named or WorkingSet(open_).holds(named):
            return open_
        # History named: read all of it at once, since an invoice may close between two reads.
        return account_of(self._items(org, customer, "pk = :p", {})) or open_

    def _items(self, org: str, customer: str, range_: str, values: dict[str, str]) -> Iterator[Item]:
        return self.wire.query(
            self.tables.settings.core,
            range_,
            {":p": keys.customer(org, customer), **values},
            ConsistentRead=True,
            ProjectionExpression=_ATTRIBUTES,
        )

    def save(self, org: str, before: Account, after: Account) -> None:
        change = Change(before, after)
        records = Records(self.tables.core, self.tables.settings.shards)
        if moved := _only_moved(change):
            record = records.enrolment(org, enrolment_sk(after, moved), moved)
            self.wire.put_over(self.tables.settings.core, record, moved.version)
        elif change:
            Transaction(records, self.tables.settings).run(org, change)

    def customer_of(self, org: str, number: str) -> str | None:
        core = self.tables.core
        try:
            return core.get(*keys.invoice_owner(org, number), consistent_read=True).d
        except core.DoesNotExist:
            return None

    def of_enrolment(self, org: str, enrolment: str) -> str | None:
        core = self.tables.core
        try:
            return core.get(*keys.reply_owner(org, enrolment), consistent_read=True).d
        except core.DoesNotExist:
            return None

    def of_address(self, org: str, email: str) -> frozenset[str]:
        return self._owners(keys.email_owner(org, email).pk)

    def of_domain(self, org: str, domain: str) -> frozenset[str]:
        return self._owners(keys.domain_owner(org, domain).pk)

    def of_registration(self, org: str, number: str) -> frozenset[str]:
        return self._owners(keys.registration_owner(org, number).pk, consistent=True)

    def _owners(self, partition: str, *, consistent: bool = False) -> frozenset[str]:
        found = self.tables.core.query(partition, limit=2, consistent_read=consistent)
        return frozenset(record.sk for record in found)

    def customers(self, org: str) -> Iterator[str]:
        core = self.tables.core
        return (str(record.ls) for record in core.list_index.query(keys.customers(org).hash))


def _only_moved(change: Change) -> Enrolment | None:
    """The one enrolment that differs and keeps its place in the partition: one plain write does."""
    if change.touches_account or change.touches_tasks or len(change.enrolments) != 1:
        return None
    (enrolment_id,) = change.enrolments
    was = change.before.enrolments.get(enrolment_id)
    moved = change.after.enrolments[enrolment_id]
    if was is None:
        return None
    stays = enrolment_sk(change.before, was) == enrolment_sk(change.after, moved)
    return moved if stays else None
