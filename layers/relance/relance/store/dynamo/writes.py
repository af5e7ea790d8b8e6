"""The items that a change of an account puts and deletes, each with what must be true of the item before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pynamodb.expressions.condition import Condition

from relance.domain.finding import Found
from relance.domain.working_set import WorkingSet
from relance.store import keys
from relance.store.changes import Change
from relance.store.dynamo.records import Records, enrolment_sk, entities
from relance.store.dynamo.tables import Core


@dataclass(frozen=True, slots=True)
class Put:
    record: Core
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    record: Core
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class PutMeta(Put):
    """The customer's own item, which every large change writes, last of all."""


@dataclass(frozen=True, slots=True)
class PutOwner(Put):
    """Whose an invoice number is: written unless the number is another customer's."""


type Write = Put | Delete


@dataclass(frozen=True)
class Writes:
    """What a change writes. An item with a condition is one that somebody else may write meanwhile without
    writing the customer's own item: an enrolment (claimed, sent), a to-do (closed), an invoice number.
    """

    records: Records

    def of(self, org: str, changes: Sequence[Change]) -> list[Write]:
        """Of several changes that count at once: a number that one account gives up, another may take."""
        givers = {number: change.after.customer.id for change in changes for number in change.gone_numbers}
        taken = {number for change in changes for number in change.new_numbers}
        found = {self._word_key(org, entry) for change in changes for entry in change.words}
        return [
            write
            for change in changes
            for write in (
                *self._entities(org, change),
                *self._owners(org, change, givers),
                *self._given_up(org, change, taken),
                *self._pointers(org, change),
                *self._words(org, change, found),
                *self._enrolments(org, change),
                *self._figures(org, change),
                *([self.meta(org, change)] if change.touches_account else []),
            )
        ]

    def meta(self, org: str, change: Change) -> PutMeta:
        return PutMeta(self.records.meta(org, change.after), self._is_at(change.before.version))

    def _enrolments(self, org: str, change: Change) -> Iterator[Write]:
        before, after = WorkingSet(change.before), WorkingSet(change.after)
        for enrolment_id in sorted(change.enrolments):
            was, now = change.before.enrolments.get(enrolment_id), change.after.enrolments[enrolment_id]
            old, new = was and enrolment_sk(before, was), enrolment_sk(after, now)
            if was and old and old != new:
                yield Delete(self.records.enrolment(org, old, was), self._is_at(was.version))
            there = was.version if was and old == new else 0
            yield Put(self.records.enrolment(org, new, now), self._is_at(there))

    def _entities(self, org: str, change: Change) -> Iterator[Write]:
        before, after = entities(change.before), entities(change.after)
        for sk in sorted(before.keys() - after.keys()):
            yield Delete(self.records.entity(org, change.before, sk, before[sk]), self._still_open(sk))
        for sk, entity in after.items():
            if before.get(sk) != entity:
                still = self._still_open(sk) if sk in before else None
                yield Put(self.records.entity(org, change.after, sk, entity), still)

    def _owners(self, org: str, change: Change, givers: dict[str, str]) -> Iterator[Write]:
        core: Any = self.records.core
        for number in sorted(change.new_numbers):
            record = self.records.owner_of_invoice(org, number, change.after.customer.id)
            free = core.pk.does_not_exist() | (core.d == record.d)
            if giver := givers.get(number):
                free |= core.d == giver
            yield PutOwner(record, free & self._unlocked())

    def _given_up(self, org: str, change: Change, taken: set[str]) -> Iterator[Write]:
        """A number that nobody has any more is free."""
        for number in sorted(change.gone_numbers - taken):
            yield Delete(self.records.owner_of_invoice(org, number, change.after.customer.id))

    def _pointers(self, org: str, change: Change) -> Iterator[Write]:
        """What finds the customer of a mail, and of a row of a file."""
        customer, owner = change.after.customer.id, self.records.owner_of_contact
        for name in change.new_reply_names(org):
            yield Put(self.records.owner_of_replies(org, name, customer))
        for email in change.new_emails:
            yield Put(owner(keys.email_owner(org, email, customer)))
        for email in change.gone_emails:
            yield Delete(owner(keys.email_owner(org, email, customer)))
        for domain in change.new_domains:
            yield Put(owner(keys.domain_owner(org, domain, customer)))
        for domain in change.gone_domains:
            yield Delete(owner(keys.domain_owner(org, domain, customer)))
        for number in change.new_registrations:
            yield Put(owner(keys.registration_owner(org, number, customer)))
        for number in change.gone_registrations:
            yield Delete(owner(keys.registration_owner(org, number, customer)))

    def _figures(self, org: str, change: Change) -> Iterator[Write]:
        if change.after.customer.merged_into:
            # Whoever it was merged into has them.
            if before := change.before.figures:
                yield Delete(self.records.figures(org, before))
        elif change.touches_account and (figures := change.figures) != change.before.figures:
            yield Put(self.records.figures(org, figures))

    def _words(self, org: str, change: Change, taken: set[keys.Key]) -> Iterator[Write]:
        """What finds the customer and its invoices; `taken` has the keys that this write puts, as an invoice
        that moves leaves the words of its number to the customer who has it then.
        """
        for entry in change.words:
            yield Put(self.records.word(org, *entry))
        for entry in change.gone_words:
            if self._word_key(org, entry) not in taken:
                yield Delete(self.records.word(org, *entry))

    @staticmethod
    def _word_key(org: str, entry: tuple[str, Found]) -> keys.Key:
        words, found = entry
        return keys.word(org, words, found.kind, found.id)

    def _still_open(self, sk: str) -> Condition | None:
        """A to-do that somebody else closed meanwhile is not written again."""
        if not sk.startswith(keys.TASK):
            return None
        still: Condition = self.records.core.pk.exists() & self._unlocked()
        return still

    def _is_at(self, version: int) -> Condition:
        core = self.records.core
        return (core.v == version) & self._unlocked() if version else core.pk.does_not_exist()

    def _unlocked(self) -> Condition:
        """No large change is about to write the item."""
        return self.records.core.locked_by.does_not_exist()
