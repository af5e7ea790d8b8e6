"""A change of an account, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import batched

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from relance.domain.errors import Conflict, Exists
from relance.store import keys
from relance.store.changes import Change
from relance.store.dynamo.records import Records, enrolment_sk, entities
from relance.store.dynamo.tables import CONNECT_SECONDS, READ_SECONDS, RETRIES, Core, TableSettings

_AT_ONCE = 100
_REFUSED = "ConditionalCheckFailed"
_LOST_RACE = {_REFUSED, "TransactionConflict"}


@cache
def _connection(settings: TableSettings) -> Connection:
    """One for all transactions: its client takes forty milliseconds of CPU to make."""
    return Connection(
        region=settings.region,
        host=settings.endpoint,
        connect_timeout_seconds=CONNECT_SECONDS,
        read_timeout_seconds=READ_SECONDS,
        max_retry_attempts=RETRIES,
    )


@dataclass(frozen=True, slots=True)
class _Put:
    record: Core
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class _Delete:
    record: Core
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class _Own(_Put):
    """Whose a number is: written unless it is another customer's."""


type _Write = _Put | _Delete


@dataclass(frozen=True)
class Transaction:
    """DynamoDB takes a hundred items at once. Of a larger change the plain items go first, in several
    transactions, and what the others watch (the customer's version, its enrolments) last, in one: until
    that is written the change does not count, and its retry writes the same items again.
    """

    records: Records
    settings: TableSettings

    def run(self, org: str, change: Change) -> None:
        """Raises Conflict when the customer or an enrolment is not as it was read; Exists when a number is
        another customer's.
        """
        watched = [*self._meta(org, change), *self._enrolments(org, change)]
        plain = list(self._entities(org, change))
        if len(watched) + len(plain) <= _AT_ONCE:
            self._commit([*plain, *watched])
            return
        for some in batched(plain, _AT_ONCE, strict=False):
            self._commit(list(some))
        # A customer with more than a hundred enrolments of its own level: each is still conditional.
        for some in batched(reversed(watched), _AT_ONCE, strict=False):
            self._commit(list(some))

    def _meta(self, org: str, change: Change) -> Iterator[_Write]:
        if change.touches_account:
            record = self.records.meta(org, change.after)
            yield _Put(record, self._is_at(change.before.version))

    def _enrolments(self, org: str, change: Change) -> Iterator[_Write]:
        for enrolment_id in sorted(change.enrolments):
            was, now = change.before.enrolments.get(enrolment_id), change.after.enrolments[enrolment_id]
            old, new = was and enrolment_sk(change.before, was), enrolment_sk(change.after, now)
            if was and old and old != new:
                yield _Delete(self.records.enrolment(org, old, was), self._is_at(was.version))
            there = was.version if was and old == new else 0
            yield _Put(self.records.enrolment(org, new, now), self._is_at(there))

    def _entities(self, org: str, change: Change) -> Iterator[_Write]:
        before, after = entities(change.before), entities(change.after)
        for sk in before.keys() - after.keys():
            yield _Delete(self.records.entity(org, change.before, sk, before[sk]), self._still_open(sk))
        for sk, entity in after.items():
            if before.get(sk) != entity:
                still = self._still_open(sk) if sk in before else None
                yield _Put(self.records.entity(org, change.after, sk, entity), still)
        for number in change.new_numbers:
            record = self.records.owner_of_invoice(org, number, change.after.customer.id)
            core = self.records.core
            yield _Own(record, core.pk.does_not_exist() | (core.d == record.d))
        yield from self._pointers(org, change)

    def _pointers(self, org: str, change: Change) -> Iterator[_Write]:
        """What finds the customer of a mail, and of a row of a file."""
        customer, owner = change.after.customer.id, self.records.owner_of_contact
        for name in change.new_reply_names(org):
            yield _Put(self.records.owner_of_replies(org, name, customer))
        for email in change.new_emails:
            yield _Put(owner(keys.email_owner(org, email, customer)))
        for email in change.gone_emails:
            yield _Delete(owner(keys.email_owner(org, email, customer)))
        for domain in change.new_domains:
            yield _Put(owner(keys.domain_owner(org, domain, customer)))
        for domain in change.gone_domains:
            yield _Delete(owner(keys.domain_owner(org, domain, customer)))
        for number in change.new_registrations:
            yield _Put(owner(keys.registration_owner(org, number, customer)))
        for number in change.gone_registrations:
            yield _Delete(owner(keys.registration_owner(org, number, customer)))

    def _still_open(self, sk: str) -> Condition | None:
        """A to-do that somebody else closed meanwhile is not written again."""
        return self.records.core.pk.exists() if sk.startswith(keys.TASK) else None

    def _is_at(self, version: int) -> Condition:
        core = self.records.core
        return core.v == version if version else core.pk.does_not_exist()

    def _commit(self, writes: list[_Write]) -> None:
        # In the order in which reasons come back.
        writes = sorted(writes, key=lambda write: isinstance(write, _Put))
        try:
            with TransactWrite(connection=_connection(self.settings)) as transaction:
                for write in writes:
                    match write:
                        case _Put(record=record, condition=condition):
                            transaction.save(record, condition=condition)
                        case _Delete(record=record, condition=condition):
                            transaction.delete(record, condition=condition)
        except TransactWriteError as error:
            raise _meaning(error, writes) from error


def _meaning(error: TransactWriteError, writes: list[_Write]) -> Exception:
    """A lost race as Conflict, a number that is taken as Exists; any other error as it is."""
    if error.cause_response_code == "TransactionInProgressException":
        # Our own, told again because its answer was slow: read again, and see what it did.
        return Conflict("the same transaction is still being written")
    reasons = [reason.code if reason else None for reason in error.cancellation_reasons]
    for write, code in zip(writes, reasons, strict=False):
        if isinstance(write, _Own) and code == _REFUSED:
            return Exists(f"{write.record.pk} is another customer's")
    codes = {code for code in reasons if code}
    if codes and codes <= _LOST_RACE:
        return Conflict(f"a transaction of {len(writes)} items: {', '.join(sorted(codes))}")
    return error
