"""What is too large for the store, told before anything is written.

DynamoDB takes keys of 2,048 and 1,024 bytes, and items of 400 KB. Every key is made of an organization, a
customer and at most one number or address; with the limits below none comes near its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from relance.domain.customer import Account
from relance.domain.errors import Fault, Refused
from relance.domain.receivables import Payment
from relance.store import keys
from relance.store.changes import Change
from relance.store.documents import document

NAME_BYTES: Final = 512
"""Of a customer's id, an invoice's or credit note's number, a payment's id, a SIREN or VAT number."""
EMAIL_BYTES: Final = 1_024
DOCUMENT_BYTES: Final = 380_000
"""Of one item's document: a customer with all its contacts and holds, one invoice, one to-do."""


def check_limits(org: str, changes: Iterable[Change]) -> None:
    """Raises Refused with a fault for each thing that is too large, or holds half a surrogate pair."""
    faults = [fault for change in changes for fault in (*_names(change), *_documents(change))]
    if faults:
        raise Refused(*faults)


def _names(change: Change) -> Iterator[Fault]:
    if not change.touches_account:
        return
    if change.before.version == 0:
        yield from _name("customer_id", [change.after.customer.id])
    yield from _name("number", change.new_numbers)
    yield from _name("email", change.new_emails, EMAIL_BYTES)
    yield from _name("vat", change.new_registrations)
    yield from _name("payment", _payments(change.after) - _payments(change.before))


def _payments(account: Account) -> set[str]:
    return {credit.id for credit in account.receivables.credits if isinstance(credit, Payment)}


def _name(field: str, names: Iterable[str], limit: int = NAME_BYTES) -> Iterator[Fault]:
    for name in sorted(names):
        try:
            size = len(name.encode())
        except UnicodeEncodeError:
            yield Fault("broken_characters", field)
            continue
        if size > limit:
            yield Fault("name_too_long", field, {"limit": limit, "value": name[:40]})


def _documents(change: Change) -> Iterator[Fault]:
    for field, parts in _written(change):
        try:
            size = sum(len(document(part).encode()) for part in parts)
        except ValueError:
            yield Fault("broken_characters", field)
            continue
        if size > DOCUMENT_BYTES:
            yield Fault("record_too_large", field, {"size": size // 1000, "limit": DOCUMENT_BYTES // 1000})


def _written(change: Change) -> Iterator[tuple[str, tuple[object, ...]]]:
    """What is new or different, each with the field by which people know it."""
    before, after = change.before, change.after
    whole = (after.customer, *after.contacts, *after.holds)
    if before.version == 0 or whole != (before.customer, *before.contacts, *before.holds):
        yield "contacts" if len(after.contacts) > 1 else "customer", whole
    had, has = ({keys.credit(c): c for c in one.receivables.credits} for one in (before, after))
    for field, old, new in (
        ("invoice", before.receivables.invoices, after.receivables.invoices),
        ("payment", had, has),
        ("task", before.tasks, after.tasks),
        ("promise", before.promises, after.promises),
        ("enrolment", before.enrolments, after.enrolments),
    ):
        yield from ((field, (one,)) for one in _different(old, new))


def _different(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[object]:
    for key, one in new.items():
        was = old.get(key)
        if was is not one and was != one:
            yield one
