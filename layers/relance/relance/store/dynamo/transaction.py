"""Changes of accounts, each written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from relance.domain.errors import Conflict
from relance.store import keys
from relance.store.changes import Change
from relance.store.dynamo.large_change import LargeChanges
from relance.store.dynamo.records import Records
from relance.store.dynamo.tables import LOST_RACE, Tables, connection
from relance.store.dynamo.writes import Delete, Put, PutMeta, PutOwner, Write, Writes

# DynamoDB's own limits of one transaction are 100 items and 4 MB.
_MOST_ITEMS = 100
_MOST_BYTES = 3_500_000
_REFUSED = "ConditionalCheckFailed"


@dataclass(frozen=True)
class Transaction:
    """Up to 100 items are one `TransactWrite`; more are a large change (`large_change.py`)."""

    tables: Tables
    large: LargeChanges

    def run(self, org: str, changes: Sequence[Change]) -> None:
        """Raises Conflict when a customer, an enrolment or a to-do is not as it was read; Exists when an
        invoice number is another customer's.
        """
        try:
            self._run(org, changes)
        except Conflict:
            for change in changes:
                self.large.settle_customer(org, change.after.customer.id)
            raise

    def _run(self, org: str, changes: Sequence[Change]) -> None:
        composer = Writes(Records(self.tables.core, self.tables.settings.shards))
        writes = composer.of(org, changes)
        if len(writes) <= _MOST_ITEMS and sum(map(_bytes, writes)) <= _MOST_BYTES:
            self._commit(org, writes)
            return
        for change in changes:
            if not change.touches_account:
                writes.append(composer.meta(org, change))
        # What is written last is what tells a reader that there is more to come.
        writes.sort(key=lambda write: isinstance(write, PutMeta))
        self.large.run(org, changes[0].after.customer.id, writes)

    def _commit(self, org: str, writes: list[Write]) -> None:
        # The writes stand in the order in which reasons come back.
        writes = sorted(writes, key=lambda write: isinstance(write, Put))
        try:
            with TransactWrite(connection=connection(self.tables.settings)) as transaction:
                for write in writes:
                    match write:
                        case Put(record=record, condition=condition):
                            transaction.save(record, condition=condition)
                        case Delete(record=record, condition=condition):
                            transaction.delete(record, condition=condition)
        except TransactWriteError as error:
            raise self._meaning(org, error, writes) from error

    def _meaning(self, org: str, error: TransactWriteError, writes: list[Write]) -> Exception:
        """A lost race as Conflict, a number that is taken as Exists; any other error as it is."""
        if error.cause_response_code == "TransactionInProgressException":
            # Our own, told again because its answer was slow: read again, and see what it did.
            return Conflict("the same transaction is still being written")
        reasons = [reason.code if reason else None for reason in error.cancellation_reasons]
        refused = [write for write, code in zip(writes, reasons, strict=False) if code == _REFUSED]
        # What was read of a customer that changed meanwhile does not say whose a number is.
        is_stale = any(isinstance(write, PutMeta) for write in refused)
        for write in refused:
            if isinstance(write, PutOwner) and not is_stale:
                return self.large.taken(org, keys.Key(write.record.pk, write.record.sk))
        codes = {code for code in reasons if code}
        if codes and codes <= LOST_RACE:
            return Conflict(f"a transaction of {len(writes)} items: {', '.join(sorted(codes))}")
        return error


def _bytes(write: Write) -> int:
    """About its size: what grows is the document."""
    return len(write.record.d.encode())
