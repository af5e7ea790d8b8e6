"""An account from the items of its partition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from relance.domain.claim import Claim
from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment, EnrolmentState
from relance.domain.figures import CustomerFigures
from relance.domain.promise import PromiseToPay
from relance.domain.receivables import Credit, CreditNote, Invoice, Payment, Receivables
from relance.domain.task import Task
from relance.store import keys
from relance.store.documents import reader
from relance.store.dynamo.records import Meta
from relance.store.dynamo.wire import Item


@dataclass
class _Read:
    """Gathers the items of a partition."""

    meta: Meta | None = None
    version: int = 0
    figures: CustomerFigures | None = None
    invoices: dict[str, Invoice] = field(default_factory=dict)
    credits: list[Credit] = field(default_factory=list)
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    promises: dict[str, PromiseToPay] = field(default_factory=dict)

    def meta_item(self, item: Item) -> None:
        self.meta = _META(item["d"]["S"])
        self.version = int(item["v"]["N"])

    def invoice(self, item: Item) -> None:
        invoice = _INVOICE(item["d"]["S"])
        self.invoices[invoice.number] = invoice

    def payment(self, item: Item) -> None:
        self.credits.append(_PAYMENT(item["d"]["S"]))

    def credit_note(self, item: Item) -> None:
        self.credits.append(_CREDIT_NOTE(item["d"]["S"]))

    def enrolment(self, item: Item) -> None:
        enrolment = _read_enrolment(item)
        self.enrolments[enrolment.id] = enrolment

    def task(self, item: Item) -> None:
        task = _TASK(item["d"]["S"])
        # A to-do that was closed and raised again has an old closed copy, which sorts behind the open one.
        self.tasks.setdefault(task.id, task)

    def figures_item(self, item: Item) -> None:
        self.figures = _FIGURES(item["d"]["S"])

    def promise(self, item: Item) -> None:
        promise = _PROMISE(item["d"]["S"])
        self.promises[promise.id] = promise


_META = reader(Meta)
_INVOICE = reader(Invoice)
_PAYMENT = reader(Payment)
_CREDIT_NOTE = reader(CreditNote)
_ENROLMENT = reader(Enrolment)
_TASK = reader(Task)
_PROMISE = reader(PromiseToPay)
_FIGURES = reader(CustomerFigures)

_READERS: dict[str, Callable[[_Read, Item], None]] = {
    keys.META: _Read.meta_item,
    keys.FIGURES: _Read.figures_item,
    keys.INVOICE: _Read.invoice,
    keys.PAYMENT: _Read.payment,
    keys.CREDIT_NOTE: _Read.credit_note,
    keys.ENROLMENT: _Read.enrolment,
    keys.TASK: _Read.task,
    keys.PROMISE: _Read.promise,
}


def account_of(items: Iterable[Item]) -> Account | None:
    """The account made of those items; None when the customer's own item is not among them."""
    read = _Read()
    for item in items:
        sk: str = item["sk"]["S"].removeprefix(keys.CLOSED)
        kind, separator, _ = sk.partition("#")
        _READERS[kind + separator](read, item)
    if read.meta is None:
        return None
    return Account(
        customer=read.meta.customer,
        contacts=read.meta.contacts,
        receivables=Receivables(read.invoices, tuple(read.credits)),
        holds=read.meta.holds,
        enrolments=read.enrolments,
        tasks=read.tasks,
        promises=read.promises,
        version=read.version,
        figures=read.figures,
    )


def _read_enrolment(item: Item) -> Enrolment:
    claim = None
    if "attempt" in item:
        claim = Claim(
            item["attempt"]["S"],
            item["outreach"]["S"],
            datetime.fromtimestamp(int(item["claimed"]["N"]), UTC),
            datetime.fromtimestamp(int(item["lease"]["N"]), UTC),
        )
    return replace(
        _ENROLMENT(item["d"]["S"]),
        state=EnrolmentState(item["s"]["S"]),
        claim=claim,
        version=int(item["v"]["N"]),
    )
