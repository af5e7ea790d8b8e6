"""The tables. Their definitions for AWS are in template.yaml; a guard test holds the two together.

An item's document is its entity; all else here is a key, or what a condition or an index looks at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.connection import Connection
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection
from pynamodb.models import Model

CONNECT_SECONDS = 2
READ_SECONDS = 5
RETRIES = 3


@dataclass(frozen=True, slots=True)
class TableSettings:
    """`endpoint` None is AWS itself. `shards` is how many parts each due bucket is cut into;
    `requests` is the table of requests that carried an Idempotency-Key.
    """

    core: str
    log: str
    region: str
    endpoint: str | None = None
    shards: int = 16
    requests: str = ""
    inbox: str = ""


LOST_RACE = {"ConditionalCheckFailed", "TransactionConflict"}
"""Why a transaction was cancelled, when somebody else was first."""


@cache
def connection(settings: TableSettings) -> Connection:
    """One connection for all transactions: its client takes forty milliseconds of CPU to make."""
    return Connection(
        region=settings.region,
        host=settings.endpoint,
        connect_timeout_seconds=CONNECT_SECONDS,
        read_timeout_seconds=READ_SECONDS,
        max_retry_attempts=RETRIES,
    )


class DueIndex(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    g = UnicodeAttribute(hash_key=True)
    gs = UnicodeAttribute(range_key=True)


class ListIndex(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "list"
        projection = AllProjection()

    lk = UnicodeAttribute(hash_key=True)
    ls = UnicodeAttribute(range_key=True)


class SentIndex(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "sent"
        projection = KeysOnlyProjection()

    g = UnicodeAttribute(hash_key=True)
    gs = UnicodeAttribute(range_key=True)


class Core(Model):
    """Organizations, customers and all that is theirs. `v` counts the writes of an item."""

    class Meta:
        table_name: str

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    d = UnicodeAttribute()
    v = NumberAttribute(null=True)
    # An enrolment: its entry in the due index, its state, and the claim on it.
    g = UnicodeAttribute(null=True)
    gs = UnicodeAttribute(null=True)
    s = UnicodeAttribute(null=True)
    attempt = UnicodeAttribute(null=True)
    outreach = UnicodeAttribute(null=True)
    claimed = NumberAttribute(null=True)
    lease = NumberAttribute(null=True)
    lk = UnicodeAttribute(null=True)
    ls = UnicodeAttribute(null=True)
    # An invoice: what is left to pay of it, in minor units.
    left = NumberAttribute(null=True)
    # The large change that is about to write the item (`large_change.py`), and such a change's pages.
    locked_by = UnicodeAttribute(null=True)
    z = BinaryAttribute(legacy_encoding=False, null=True)
    # An API key: when it was last used.
    used = NumberAttribute(null=True)
    due_index = DueIndex()
    list_index = ListIndex()


class Log(Model):
    """History. `z` is the document, deflated; `expires` is the epoch second after which an item may go."""

    class Meta:
        table_name: str

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    z = BinaryAttribute(legacy_encoding=False)
    v = NumberAttribute()
    expires = NumberAttribute(null=True)
    # An outreach: its place among all of its organization's.
    g = UnicodeAttribute(null=True)
    gs = UnicodeAttribute(null=True)
    sent_index = SentIndex()


class InboxListIndex(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "list"
        projection = IncludeProjection(["z", "v"])

    lk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class InboxCustomerIndex(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "customer"
        projection = IncludeProjection(["z", "v"])

    ck = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class InboxLookIndex(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "look"
        projection = KeysOnlyProjection()

    g = UnicodeAttribute(hash_key=True)
    gs = UnicodeAttribute(range_key=True)


class Inbox(Model):
    """Mail that came in. `z` is an entry's document and `text` its text, deflated; `d` names the entry of a
    fingerprint, `ids` are the entries of a customer's hour.
    """

    class Meta:
        table_name: str

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    z = BinaryAttribute(legacy_encoding=False, null=True)
    text = BinaryAttribute(legacy_encoding=False, null=True)
    v = NumberAttribute(null=True)
    # Which list it stands on, whose it is, when to look at it again.
    lk = UnicodeAttribute(null=True)
    ck = UnicodeAttribute(null=True)
    g = UnicodeAttribute(null=True)
    gs = UnicodeAttribute(null=True)
    d = UnicodeAttribute(null=True)
    ids = UnicodeSetAttribute(null=True)
    expires = NumberAttribute(null=True)
    list_index = InboxListIndex()
    customer_index = InboxCustomerIndex()
    look_index = InboxLookIndex()


@dataclass(frozen=True, slots=True)
class Tables:
    """The models bound to one deployment's tables."""

    core: type[Core]
    log: type[Log]
    inbox: type[Inbox]
    settings: TableSettings

    @classmethod
    def bound(cls, settings: TableSettings) -> Self:
        return cls(
            _bound(Core, settings.core, settings),
            _bound(Log, settings.log, settings),
            _bound(Inbox, settings.inbox, settings),
            settings,
        )


def _bound[Table: Model](model: type[Table], name: str, settings: TableSettings) -> type[Table]:
    meta = type(
        "Meta",
        (),
        {
            "table_name": name,
            "region": settings.region,
            "host": settings.endpoint,
            "connect_timeout_seconds": CONNECT_SECONDS,
            "read_timeout_seconds": READ_SECONDS,
            "max_retry_attempts": RETRIES,
            "billing_mode": "PAY_PER_REQUEST",
        },
    )
    return type(model.__name__, (model,), {"Meta": meta})
