"""A customer's account as the records of its partition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from relance.domain.customer import Account, Contact, Customer
from relance.domain.enrolment import Enrolment, EnrolmentState
from relance.domain.figures import CustomerFigures
from relance.domain.finding import Found
from relance.domain.hold import Hold
from relance.domain.money import Money
from relance.domain.promise import PromiseToPay
from relance.domain.receivables import CreditNote, Invoice, InvoiceStatus, Payment, Receivables
from relance.domain.task import Task
from relance.domain.working_set import WorkingSet
from relance.store import keys
from relance.store.documents import document
from relance.store.dynamo.tables import Core
from relance.usecases.ports.enrolments import DueCustomer, DueKey


@dataclass(frozen=True, slots=True)
class Listed:
    """An invoice as lists show it. A payment leaves the invoice as it is, and changes `status` and
    `outstanding`: then the invoice's record is written again.
    """

    invoice: Invoice
    status: InvoiceStatus
    outstanding: Money

    @classmethod
    def of(cls, receivables: Receivables, invoice: Invoice) -> Self:
        """Due and overdue differ by the day alone: both are listed as due, oldest first."""
        status = receivables.status(invoice, invoice.due_date)
        return cls(invoice, status, receivables.outstanding(invoice))


Entity = Listed | Payment | CreditNote | Task | PromiseToPay


@dataclass(frozen=True, slots=True)
class Meta:
    """The document of the item `META`: the customer, and what each customer has only a few of."""

    customer: Customer
    contacts: tuple[Contact, ...] = ()
    holds: tuple[Hold, ...] = ()


def entities(account: Account) -> dict[str, Entity]:
    """Every part of the account that is an item of its own, by sort key; but enrolments, which have versions.
    Closed parts have the prefix `Z#` ("Z#INVOICE#F-1"), so that they sort behind all that is open.
    """
    working, receivables = WorkingSet(account), account.receivables
    found: dict[str, Entity] = {}
    for number, invoice in receivables.invoices.items():
        found[_placed(f"{keys.INVOICE}{number}", is_open=working.holds_invoice(number))] = Listed.of(
            receivables, invoice
        )
    for credit in receivables.credits:
        found[_placed(keys.credit(credit), is_open=working.holds_credit(credit))] = credit
    for promise in account.promises.values():
        found[_placed(f"{keys.PROMISE}{promise.id}", is_open=working.holds_promise(promise))] = promise
    for task in account.tasks.values():
        found[_placed(f"{keys.TASK}{task.id}", is_open=task.state.is_open)] = task
    return found


def enrolment_sk(working: WorkingSet, enrolment: Enrolment) -> str:
    is_open = working.holds_enrolment(enrolment)
    return _placed(f"{keys.ENROLMENT}{enrolment.id}", is_open=is_open)


def _placed(sk: str, *, is_open: bool) -> str:
    return sk if is_open else keys.CLOSED + sk


@dataclass(frozen=True)
class Records:
    """Makes the records of accounts; a record's `v` is the version that it has once it is written."""

    core: type[Core]
    shards: int

    def meta(self, org: str, account: Account) -> Core:
        """A customer that was merged into another one stands in no list.

        The record stands in the due index when a promise to pay is open: the customer is looked at on the
        day the promise ends, even when it is on no plan.
        """
        meta = Meta(account.customer, account.contacts, account.holds)
        record = self.core(
            keys.customer(org, account.customer.id), keys.META, d=document(meta), v=account.version + 1
        )
        if account.customer.merged_into is None:
            record.lk, record.ls = keys.customers(org, account.customer.id)
        if account.look_at:
            whole = DueCustomer(org, account.customer.id)
            record.g, record.gs = keys.due(whole, account.look_at, self.shards)
        return record

    def figures(self, org: str, figures: CustomerFigures) -> Core:
        """Listed by customer, so that an organization's are summed without reading anything else."""
        record = self.core(keys.customer(org, figures.customer), keys.FIGURES, d=document(figures))
        record.lk, record.ls = keys.figures(org, figures.customer)
        return record

    def word(self, org: str, words: str, found: Found) -> Core:
        return self.core(*keys.word(org, words, found.kind, found.id), d=document(found))

    def entity(self, org: str, account: Account, sk: str, entity: Entity) -> Core:
        match entity:
            case Listed():
                return self._invoice(org, account, sk, entity)
            case Task():
                record = self._plain(org, account, sk, entity)
                record.lk, record.ls = keys.tasks(org, entity.state, keys.task_place(entity))
                return record
            case Payment() | CreditNote() | PromiseToPay():
                return self._plain(org, account, sk, entity)

    def _invoice(self, org: str, account: Account, sk: str, listed: Listed) -> Core:
        invoice, due_on = listed.invoice, listed.invoice.due_date.isoformat()
        record = self._plain(org, account, sk, invoice)
        record.lk, record.ls = keys.invoices(org, listed.status, due_on, invoice.number)
        record.left = listed.outstanding.minor
        return record

    def _plain(self, org: str, account: Account, sk: str, entity: object) -> Core:
        return self.core(keys.customer(org, account.customer.id), sk, d=document(entity))

    def enrolment(self, org: str, sk: str, enrolment: Enrolment) -> Core:
        """State, claim and version are attributes beside the document: a claim writes these attributes and
        leaves the document alone.
        """
        bare = replace(enrolment, state=EnrolmentState.ACTIVE, claim=None, version=0)
        record = self.core(
            keys.customer(org, enrolment.customer),
            sk,
            d=document(bare),
            v=enrolment.version + 1,
            s=enrolment.state.value,
        )
        if enrolment.next_at:
            waits = DueKey.of(org, enrolment)
            record.g, record.gs = keys.due(waits, enrolment.next_at, self.shards)
        if claim := enrolment.claim:
            record.attempt, record.outreach = claim.attempt, claim.outreach
            record.claimed = int(claim.claimed_at.timestamp())
            record.lease = int(claim.lease_until.timestamp())
        return record

    def owner_of_invoice(self, org: str, number: str, customer: str) -> Core:
        return self.core(*keys.invoice_owner(org, number), d=customer)

    def owner_of_contact(self, key: keys.Key) -> Core:
        """Leads from a contact's address or domain, or from a SIREN or VAT number, to a customer: both stand
        in the key.
        """
        return self.core(*key, d="")

    def owner_of_replies(self, org: str, enrolment: str, customer: str) -> Core:
        return self.core(*keys.reply_owner(org, enrolment), d=customer)
