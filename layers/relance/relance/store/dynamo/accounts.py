"""Accounts in the core table (port `Accounts`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from relance.again import again
from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment, EnrolmentState
from relance.domain.errors import Conflict, NotFound
from relance.domain.finding import entries_of
from relance.domain.working_set import WorkingSet
from relance.store import keys
from relance.store.changes import Change
from relance.store.dynamo.large_change import LargeChanges
from relance.store.dynamo.reading import account_of
from relance.store.dynamo.records import Records, enrolment_sk
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.transaction import Transaction
from relance.store.dynamo.wire import Item, Wire, as_conflict
from relance.store.limits import check_limits

_ATTRIBUTES = "sk,d,v,s,attempt,outreach,claimed,lease,locked_by"
_OPEN = {":z": keys.CLOSED}


@dataclass(frozen=True)
class DynamoAccounts:
    tables: Tables
    wire: Wire
    now: Callable[[], datetime] = partial(datetime.now, UTC)

    def load(self, org: str, customer: str, also: Iterable[str] = ()) -> Account:
        open_ = account_of(self._items(org, customer, "pk = :p AND sk < :z", _OPEN))
        if open_ is None:
            raise NotFound(f"customer {customer}")
        named = tuple(also)
        if into := open_.customer.merged_into:
            return self.load(org, into, named)
        if not named or WorkingSet(open_).holds(named):
            return open_
        # History named: read all of it at once, since an invoice may close between two reads.
        return self.load_all(org, customer)

    def load_all(self, org: str, customer: str) -> Account:
        whole = account_of(self._items(org, customer, "pk = :p", {}))
        if whole is None:
            raise NotFound(f"customer {customer}")
        into = whole.customer.merged_into
        return self.load_all(org, into) if into else whole

    def _items(self, org: str, customer: str, range_: str, values: dict[str, str]) -> list[Item]:
        """The items as they all were at one moment: a large change of them is finished first, and pages are
        read again when the customer changed between them.
        """

        def attempt() -> list[Item]:
            items, in_one_page = self._read(org, customer, range_, values)
            if not in_one_page:
                version = self._version(org, customer)
                items, _ = self._read(org, customer, range_, values)
                if self._version(org, customer) != version:
                    raise Conflict(f"customer {customer} changed while its pages were read")
            locks = {item["locked_by"]["S"] for item in items if "locked_by" in item}
            pending = {lock for lock in locks if self._large.is_pending(org, lock)}
            if pending != locks:
                raise Conflict(f"a large change of customer {customer} was finished")
            # What only a lock has made is not there yet.
            return [item for item in items if "d" in item] if locks else items

        return again(attempt, f"customer {customer}")

    def _read(self, org: str, customer: str, range_: str, values: dict[str, str]) -> tuple[list[Item], bool]:
        """The items, and whether one page held them."""
        pages = [
            *self.wire.pages(
                self.tables.settings.core,
                range_,
                {":p": keys.customer(org, customer), **values},
                ConsistentRead=True,
                ProjectionExpression=_ATTRIBUTES,
            )
        ]
        return [item for page in pages for item in page], len(pages) == 1

    def _version(self, org: str, customer: str) -> tuple[Any, Any]:
        """The version of the customer's own item, and the large change that is about to write the item."""
        found = self.wire.client.get_item(
            TableName=self.tables.settings.core,
            Key={"pk": {"S": keys.customer(org, customer)}, "sk": {"S": keys.META}},
            ConsistentRead=True,
            ProjectionExpression="v,locked_by",
        )
        item: Item = {**found.get("Item", {})}
        return item.get("v"), item.get("locked_by")

    @property
    def _large(self) -> LargeChanges:
        return LargeChanges(self.tables, self.wire, self.now)

    def save(self, org: str, before: Account, after: Account) -> None:
        self.save_together(org, (before, after))

    def save_together(self, org: str, *accounts: tuple[Account, Account]) -> None:
        changes = [change for before, after in accounts if (change := self._change(org, before, after))]
        check_limits(org, changes)
        if len(changes) == 1 and (moved := _only_moved(changes[0])):
            records = Records(self.tables.core, self.tables.settings.shards)
            record = records.enrolment(org, enrolment_sk(WorkingSet(changes[0].after), moved), moved)
            try:
                self.wire.put_over(self.tables.settings.core, record, moved.version)
            except Conflict:
                self._large.settle_customer(org, moved.customer)
                raise
        elif changes:
            Transaction(self.tables, self._large).run(org, changes)

    def remove(self, org: str, customer: str) -> None:
        core, partition = self.tables.core, keys.customer(org, customer)
        self._large.clear(org, customer)
        items = list(
            self.wire.query(
                self.tables.settings.core,
                "pk = :p",
                {":p": partition},
                ConsistentRead=True,
                ProjectionExpression="sk,v,s,locked_by",
            )
        )
        meta = next((item for item in items if item["sk"]["S"] == keys.META), None)
        rest = [item for item in items if item["sk"]["S"] not in (keys.META, keys.FIGURES)]
        if not all(map(_is_retired, rest)):
            raise Conflict(f"customer {customer} is not erased")
        enrolments = [item["sk"]["S"] for item in rest]
        names = {sk.rpartition(keys.ENROLMENT)[2] for sk in enrolments}
        left = account_of(self._items(org, customer, "pk = :p", {}))
        words = entries_of(left) if left else {}
        with core.batch_write() as batch:
            for name in names | {Enrolment.identity(org, customer, None)}:
                batch.delete(core(*keys.reply_owner(org, name)))
            for text, found in words:
                batch.delete(core(*keys.word(org, text, found.kind, found.id)))
            for sk in (*enrolments, keys.FIGURES):
                batch.delete(core(partition, sk))
        if meta is None:
            return
        try:
            self.wire.client.delete_item(
                TableName=self.tables.settings.core,
                Key={"pk": {"S": partition}, "sk": {"S": keys.META}},
                ConditionExpression="attribute_not_exists(pk) OR v = :v AND attribute_not_exists(locked_by)",
                ExpressionAttributeValues={":v": meta["v"]},
            )
        except ClientError as error:
            raise as_conflict(error) from error

    def _change(self, org: str, before: Account, after: Account) -> Change:
        """With the whole account, where what is made of the whole was never written."""
        change = Change(before, after)
        if before.version == 0 or before.figures is not None or not change.touches_account:
            return change
        items = self._items(org, before.customer.id, "pk = :p", {})
        return Change(before, after, account_of(items) or before)

    def customer_of(self, org: str, number: str) -> str | None:
        core = self.tables.core

        def attempt() -> str | None:
            try:
                record: Any = core.get(*keys.invoice_owner(org, number), consistent_read=True)
            except core.DoesNotExist:
                return None
            if record.locked_by and not self._large.is_pending(org, record.locked_by):
                raise Conflict(f"a large change with number {number} was finished")
            owner: str | None = record.d
            return owner

        return again(attempt, f"number {number}")

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


def _is_retired(item: Item) -> bool:
    """Whether it is an enrolment that nobody looks at any more."""
    is_enrolment = item["sk"]["S"].removeprefix(keys.CLOSED).startswith(keys.ENROLMENT)
    return is_enrolment and item.get("s", {}).get("S") == EnrolmentState.RETIRED and "locked_by" not in item


def _only_moved(change: Change) -> Enrolment | None:
    """The one enrolment that differs and keeps its place in the partition: one plain write does."""
    if change.touches_account or change.touches_tasks or len(change.enrolments) != 1:
        return None
    (enrolment_id,) = change.enrolments
    was = change.before.enrolments.get(enrolment_id)
    moved = change.after.enrolments[enrolment_id]
    if was is None:
        return None
    before, after = WorkingSet(change.before), WorkingSet(change.after)
    stays = enrolment_sk(before, was) == enrolment_sk(after, moved)
    return moved if stays else None
