"""Lists over an organization and over a customer, page by page (port `Listings`).

A page begins behind the last line of the one before, by its sort key: its cost is that of its own lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from relance.domain.errors import NotFound
from relance.domain.money import Money
from relance.domain.promise import PromiseToPay
from relance.domain.receivables import CreditNote, Invoice, InvoiceStatus, Payment
from relance.store import keys
from relance.store.documents import reader
from relance.store.dynamo.records import Meta
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Item, Wire
from relance.usecases.ports.listings import CustomerLine, InvoiceLine, Page

_META, _INVOICE = reader(Meta), reader(Invoice)
_PAYMENT, _CREDIT_NOTE, _PROMISE = reader(Payment), reader(CreditNote), reader(PromiseToPay)
_LIST = {"IndexName": "list"}
# Behind a key there is none that sorts before the key with this added.
_NEXT = "\0"


@dataclass(frozen=True)
class DynamoListings:
    tables: Tables
    wire: Wire

    def customers(self, org: str, limit: int, after: str | None = None) -> Page[CustomerLine]:
        entry = keys.customers(org, after or "")
        condition, values = "lk = :k", {":k": entry.hash}
        if after is not None:
            condition, values = f"{condition} AND ls > :after", {**values, ":after": entry.range}
        items, is_more = self._some(limit, condition, values, **_LIST)
        return Page(tuple(_customer(item) for item in items), items[-1]["ls"]["S"] if is_more else None)

    def invoices(
        self,
        org: str,
        status: InvoiceStatus,
        limit: int,
        after: str | None = None,
        due_from: date = date.min,
        due_to: date = date.max,
    ) -> Page[InvoiceLine]:
        first = keys.invoices(org, status, due_from.isoformat(), "")
        last = keys.invoices(org, status, due_to.isoformat(), "\U0010ffff")
        values = {":k": first.hash, ":from": f"{after}{_NEXT}" if after else first.range, ":to": last.range}
        items, is_more = self._some(limit, "lk = :k AND ls BETWEEN :from AND :to", values, **_LIST)
        return Page(tuple(_invoice(org, item) for item in items), items[-1]["ls"]["S"] if is_more else None)

    def customer(self, org: str, customer: str) -> CustomerLine:
        core = self.tables.core
        try:
            record = core.get(keys.customer(org, customer), keys.META, consistent_read=True)
        except core.DoesNotExist:
            raise NotFound(f"customer {customer}") from None
        line = _customer_line(record.d)
        return self.customer(org, into) if (into := line.customer.merged_into) else line

    def invoices_of(self, org: str, customer: str, limit: int, after: str | None = None) -> Page[InvoiceLine]:
        return self._of_customer(org, customer, keys.INVOICE, lambda item: _invoice(org, item), limit, after)

    def payments_of(self, org: str, customer: str, limit: int, after: str | None = None) -> Page[Payment]:
        def read(item: Item) -> Payment:
            return _PAYMENT(item["d"]["S"])

        return self._of_customer(org, customer, keys.PAYMENT, read, limit, after)

    def credit_notes_of(
        self, org: str, customer: str, limit: int, after: str | None = None
    ) -> Page[CreditNote]:
        def read(item: Item) -> CreditNote:
            return _CREDIT_NOTE(item["d"]["S"])

        return self._of_customer(org, customer, keys.CREDIT_NOTE, read, limit, after)

    def promises_of(
        self, org: str, customer: str, limit: int, after: str | None = None
    ) -> Page[PromiseToPay]:
        def read(item: Item) -> PromiseToPay:
            return _PROMISE(item["d"]["S"])

        return self._of_customer(org, customer, keys.PROMISE, read, limit, after)

    def _of_customer[Line](
        self,
        org: str,
        customer: str,
        kind: str,
        read: Callable[[Item], Line],
        limit: int,
        after: str | None,
    ) -> Page[Line]:
        """What is open, then what is closed; places are sort keys of the partition."""
        found: list[Item] = []
        for prefix in (kind, keys.CLOSED + kind):
            if after is not None and after.startswith(keys.CLOSED) and not prefix.startswith(keys.CLOSED):
                continue
            first = f"{after}{_NEXT}" if after is not None and after.startswith(prefix) else prefix
            values = {
                ":p": keys.customer(org, customer),
                ":from": first,
                ":to": f"{prefix}\U0010ffff",
            }
            condition = "pk = :p AND sk BETWEEN :from AND :to"
            items, is_more = self._some(limit - len(found), condition, values, ConsistentRead=True)
            found += items
            if is_more:
                return Page(_read(read, found), found[-1]["sk"]["S"])
            if len(found) == limit and prefix == kind:
                # The closed ones are yet to come; that there is none shows on their page.
                return Page(_read(read, found), keys.CLOSED + kind)
        return Page(_read(read, found))

    def _some(
        self, limit: int, condition: str, values: dict[str, str], **more: Any
    ) -> tuple[list[Item], bool]:
        """At most `limit` items, and whether there are more. One query: DynamoDB may cut it short at 1 MB."""
        answer = self.wire.client.query(
            TableName=self.tables.settings.core,
            KeyConditionExpression=condition,
            ExpressionAttributeValues={name: {"S": value} for name, value in values.items()},
            Limit=limit + 1,
            **more,
        )
        items: list[Item] = answer["Items"]
        is_more = len(items) > limit or ("LastEvaluatedKey" in answer and bool(items))
        return items[:limit], is_more


def _read[Line](read: Callable[[Item], Line], items: Iterable[Item]) -> tuple[Line, ...]:
    return tuple(read(item) for item in items)


def _customer(item: Item) -> CustomerLine:
    return _customer_line(item["d"]["S"])


def _customer_line(document: str) -> CustomerLine:
    meta = _META(document)
    return CustomerLine(meta.customer, meta.contacts, meta.holds)


def _invoice(org: str, item: Item) -> InvoiceLine:
    invoice = _INVOICE(item["d"]["S"])
    return InvoiceLine(
        customer=item["pk"]["S"].removeprefix(keys.customer(org, "")),
        invoice=invoice,
        outstanding=Money(int(item["left"]["N"]), invoice.currency),
        status=InvoiceStatus(item["lk"]["S"].rpartition("#")[2]),
    )
