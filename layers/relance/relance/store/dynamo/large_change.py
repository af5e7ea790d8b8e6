"""A change of more items than DynamoDB writes at once, written whole or not at all.

1. **Note.** A head (state `preparing`) and pages, which hold every item as it shall be, go into a partition
   of their own. Nobody reads them yet.
2. **Lock.** Every item that a condition watches gets the attribute `locked_by`, if it is as it was read: the
   customer's own item first, then enrolments, to-dos and invoice numbers. One that does not exist yet is
   made, with nothing but its key and the lock. Each of these transactions also checks that the head is still
   `preparing`. A locked item reads as before; nobody else may write it.
3. **Commit.** The head becomes `committed`, in one write. Before that write nothing has changed; from then on
   the change counts.
4. **Write.** Page after page: the items and the removal of their page in one transaction, so that no page is
   written twice, whoever does it. The customer's own item stands on the last page.

Whoever reads an account with a lock of a committed change finishes step 4 first; the head stands in the due
index as well, so that somebody reads it within minutes. Whoever cannot write because
of a lock undoes a change that is not committed (its head goes first, so that it can lock and commit no more)
and tries again. So neither a worker that dies nor one that is slow can leave half a change behind.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import batched
from typing import Any, Final
from uuid import uuid4

from botocore.exceptions import ClientError
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from relance.again import again
from relance.domain.errors import Conflict, Exists
from relance.store import keys
from relance.store.dynamo.tables import LOST_RACE, Tables, connection
from relance.store.dynamo.wire import Item, Wire
from relance.store.dynamo.writes import Delete, Put, PutMeta, PutOwner, Write
from relance.usecases.ports.enrolments import DueCustomer

PREPARING: Final = "preparing"
COMMITTED: Final = "committed"
# DynamoDB takes 100 items in one transaction: a page's own removal, and the head's with the last page.
_ITEMS_OF_A_PAGE: Final = 98
_LOCKS_AT_ONCE: Final = 99
# A page is one item, deflated: 400 KB at most, though its texts may not shrink at all.
_BYTES_OF_A_PAGE: Final = 300_000
_REFUSED: Final = "ConditionalCheckFailedException"
_TRIES: Final = 12
# Longer than a writer needs for the rest: nobody is sent to look at what is being written.
_FINISHED_BY: Final = timedelta(minutes=2)


@dataclass(frozen=True)
class LargeChanges:
    """`now` says when a committed change is due to be finished by whoever looks at what is due."""

    tables: Tables
    wire: Wire
    now: Callable[[], datetime] = partial(datetime.now, UTC)

    # --- the writer ---

    def run(self, org: str, customer: str, writes: Sequence[Write]) -> None:
        """`writes` end with the customers' own items. Raises Conflict or Exists as `Transaction.run` does;
        then nothing was changed.
        """
        self.clear(org, customer)
        head = keys.large_change(org, customer, uuid4().hex)
        self._note(org, head, writes)
        try:
            self._lock(org, head, writes)
            self._commit(org, customer, head)
        except (Conflict, Exists):
            self.undo(head)
            raise
        self.finish(head)

    def _note(self, org: str, head: keys.Key, writes: Sequence[Write]) -> None:
        core = self.tables.core
        self.wire.put_new(self._table, core(*head, d="", s=PREPARING))
        for number, page in enumerate(_pages(writes)):
            data = zlib.compress(json.dumps([_noted(write) for write in page]).encode())
            key = keys.large_change_page(org, keys.lock(head), number)
            self.wire.put(self._table, core(*key, d="", z=data))

    def _lock(self, org: str, head: keys.Key, writes: Sequence[Write]) -> None:
        core: Any = self.tables.core
        watched = [write for write in writes if write.condition is not None]
        # The customer's own item is locked first and let go last: it leads to all the others.
        watched.sort(key=lambda write: not isinstance(write, PutMeta))
        for some in batched(watched, _LOCKS_AT_ONCE, strict=False):
            try:
                with TransactWrite(connection=connection(self.tables.settings)) as transaction:
                    transaction.condition_check(core, *head, condition=core.s == PREPARING)
                    for write in some:
                        key = core(write.record.pk, write.record.sk)
                        lock = [core.locked_by.set(keys.lock(head))]
                        transaction.update(key, actions=lock, condition=write.condition)
            except TransactWriteError as error:
                raise self._meaning(org, error, some) from error

    def _meaning(self, org: str, error: TransactWriteError, some: Sequence[Write]) -> Exception:
        # The head's own check comes first.
        reasons = [reason.code if reason else None for reason in error.cancellation_reasons][1:]
        refused = [
            write for write, code in zip(some, reasons, strict=False) if code == "ConditionalCheckFailed"
        ]
        # What was read of a customer that changed meanwhile does not say whose a number is.
        is_stale = any(isinstance(write, PutMeta) for write in refused)
        for write in refused:
            if isinstance(write, PutOwner) and not is_stale:
                return self.taken(org, keys.Key(write.record.pk, write.record.sk))
        codes = {reason.code for reason in error.cancellation_reasons if reason and reason.code}
        if error.cause_response_code == "TransactionInProgressException" or (codes and codes <= LOST_RACE):
            return Conflict(f"a large change: {', '.join(sorted(codes))}")
        return error

    def _commit(self, org: str, customer: str, head: keys.Key) -> None:
        """From here on the customer is due to be looked at, for as long as the head is there."""
        look_at = self.now() + _FINISHED_BY
        due = keys.due(DueCustomer(org, customer), look_at, self.tables.settings.shards)
        try:
            self.wire.client.update_item(
                TableName=self._table,
                Key=_key(head),
                UpdateExpression="SET s = :committed, g = :g, gs = :gs",
                # Told again because its answer was slow, it finds its own state.
                ConditionExpression="s IN (:preparing, :committed)",
                ExpressionAttributeValues={
                    ":preparing": {"S": PREPARING},
                    ":committed": {"S": COMMITTED},
                    ":g": {"S": due.hash},
                    ":gs": {"S": due.range},
                },
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != _REFUSED:
                raise
            raise Conflict("a large change was undone by somebody whom it was in the way of") from error

    # --- whoever meets its locks ---

    def taken(self, org: str, number: keys.Key) -> Exception:
        """Why an invoice number could not be written: another customer has it, or a change that is under way
        is about to write it.
        """
        item = self._get(number)
        if "locked_by" in item:
            self.settle(org, item["locked_by"]["S"])
            return Conflict(f"{number.pk} was locked")
        return Exists(f"{number.pk} is another customer's")

    def settle_customer(self, org: str, customer: str) -> None:
        """After a write was refused: nothing of a change that died stays in its way."""
        item = self._get(keys.Key(keys.customer(org, customer), keys.META))
        if "locked_by" in item:
            self.settle(org, item["locked_by"]["S"])

    def settle(self, org: str, lock: str) -> None:
        """Finishes the change when it was committed; undoes it when not."""
        head = keys.head_of_lock(org, lock)
        if self._state(head) == COMMITTED:
            self.finish(head)
        else:
            self.undo(head)

    def is_pending(self, org: str, lock: str) -> bool:
        """Whether the change is not committed, so that what it locked reads as if it were not there.
        Otherwise nothing of it is left to do when this returns, and what was read is to be read again.
        """
        head = keys.head_of_lock(org, lock)
        if self._state(head) == PREPARING:
            return True
        self.settle(org, lock)
        return False

    def finish(self, head: keys.Key) -> None:
        """Writes what is left of a committed change. Safe to repeat, and by several at once."""
        again(lambda: self._write_pages(head), f"large change {head.sk}", _TRIES)

    def _write_pages(self, head: keys.Key) -> None:
        pages = list(self._noted_pages(head))
        for page in pages:
            done = [keys.Key(page["pk"]["S"], page["sk"]["S"])]
            if page is pages[-1]:
                done.append(head)
            self._write_page(_read(page), done)

    def _write_page(self, noted: list[Item], done: list[keys.Key]) -> None:
        """Raises Conflict when somebody else writes it, or has."""
        writes: list[Any] = []
        for write in noted:
            if "put" in write:
                writes.append({"Put": {"TableName": self._table, "Item": write["put"]}})
            else:
                writes.append({"Delete": {"TableName": self._table, "Key": write["delete"]}})
        for key in done:
            writes.append({"Delete": {"TableName": self._table, "Key": _key(key), **_EXISTS}})
        try:
            self.wire.client.transact_write_items(TransactItems=writes)
        except ClientError as error:
            raise _as_conflict(error) from error

    def undo(self, head: keys.Key) -> None:
        """Lets go what a change has locked that can no longer be committed. Safe to repeat, and by several
        at once. A change that was committed meanwhile is finished instead.
        """
        try:
            self.wire.client.delete_item(
                TableName=self._table,
                Key=_key(head),
                ConditionExpression="attribute_not_exists(pk) OR s = :preparing",
                ExpressionAttributeValues={":preparing": {"S": PREPARING}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != _REFUSED:
                raise
            self.finish(head)
            return
        pages = list(self._noted_pages(head))
        for page in pages:
            for write in _read(page):
                if write["locked"]:
                    self._let_go(write, keys.lock(head))
        for page in pages:
            self.wire.client.delete_item(
                TableName=self._table, Key={name: page[name] for name in ("pk", "sk")}
            )

    def _let_go(self, write: Item, lock: str) -> None:
        item = write.get("put") or write["delete"]
        request: dict[str, Any] = {
            "TableName": self._table,
            "Key": {name: item[name] for name in ("pk", "sk")},
            "ExpressionAttributeValues": {":lock": {"S": lock}},
        }
        try:
            self.wire.client.update_item(
                **request,
                UpdateExpression="REMOVE locked_by",
                ConditionExpression="locked_by = :lock AND attribute_exists(d)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != _REFUSED:
                raise
            there: dict[str, Any] = {**error.response}
            if there.get("Item", {}).get("locked_by", {}).get("S") != lock:
                return
            # Made by the lock alone.
            try:
                self.wire.client.delete_item(**request, ConditionExpression="locked_by = :lock")
            except ClientError as gone:
                if gone.response["Error"]["Code"] != _REFUSED:
                    raise

    def clear(self, org: str, customer: str) -> None:
        """Undoes or finishes what earlier writers that died have left of changes of this customer."""
        all_ = keys.large_change(org, customer, "")
        found = self.wire.query(
            self._table, "pk = :p", {":p": all_.pk}, ConsistentRead=True, ProjectionExpression="sk"
        )
        names = {item["sk"]["S"].partition("#")[0] for item in found}
        for name in sorted(names):
            self.settle(org, keys.lock(keys.large_change(org, customer, name)))

    # --- what it reads ---

    @property
    def _table(self) -> str:
        return self.tables.settings.core

    def _get(self, key: keys.Key) -> Item:
        found = self.wire.client.get_item(TableName=self._table, Key=_key(key), ConsistentRead=True)
        item: Item = {**found.get("Item", {})}
        return item

    def _state(self, head: keys.Key) -> str | None:
        """The state of the change's head; None once the change is finished or undone."""
        item = self._get(head)
        return str(item["s"]["S"]) if item else None

    def _noted_pages(self, head: keys.Key) -> Iterator[Item]:
        return self.wire.query(
            self._table,
            "pk = :p AND begins_with(sk, :n)",
            {":p": head.pk, ":n": f"{head.sk}#"},
            ConsistentRead=True,
        )


_EXISTS: Final[dict[str, str]] = {"ConditionExpression": "attribute_exists(pk)"}


def _pages(writes: Sequence[Write]) -> Iterator[list[Write]]:
    """The writes in pages, in the given order, each page as full as a transaction and an item may be."""
    page: list[Write] = []
    size = 0
    for write in writes:
        more = len(json.dumps(_noted(write)))
        if page and (len(page) == _ITEMS_OF_A_PAGE or size + more > _BYTES_OF_A_PAGE):
            yield page
            page, size = [], 0
        page.append(write)
        size += more
    if page:
        yield page


def _noted(write: Write) -> Item:
    """The item as it shall be, or the key of an item to delete; and whether it is locked before."""
    locked = write.condition is not None
    match write:
        case Put(record=record):
            return {"put": record.serialize(), "locked": locked}
        case Delete(record=record):
            return {"delete": _key(keys.Key(record.pk, record.sk)), "locked": locked}


def _read(page: Item) -> list[Item]:
    noted: list[Item] = json.loads(zlib.decompress(page["z"]["B"]))
    return noted


def _key(key: keys.Key) -> Item:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _as_conflict(error: ClientError) -> Exception:
    """A page that somebody else writes, or has written, as Conflict; any other error as it is."""
    if error.response["Error"]["Code"] == "TransactionInProgressException":
        return Conflict("the same page is being written")
    answer: dict[str, Any] = {**error.response}
    codes = {reason.get("Code") for reason in answer.get("CancellationReasons", ())} - {None, "None"}
    return Conflict(", ".join(sorted(codes))) if codes and codes <= LOST_RACE else error
