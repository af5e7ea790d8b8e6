"""Payments of a customer, and which invoices they settle."""

from __future__ import annotations

from relance.api.call import Call
from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.payments import NewPayment, Payment, Reversal
from relance.contracts.api.receivables import Allocations
from relance.domain import receivables as domain
from relance.domain.bookkeeping import payment_of, reversed_payment, with_allocations, with_new_payment
from relance.domain.customer import Account

router = Router("Payments")


def _shown(call: Call, account: Account, payment_id: str) -> Payment:
    return call.tagged(Payment.of(payment_of(account, payment_id)))


@router.on("GET", "/customers/<customer>/payments")
def list_payments(customer: PathId, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[Payment]:
    """The payments of a customer, those that still matter to what is owed first."""
    call = router.call
    customer = call.customer(customer).id
    listings, place = call.house.listings, call.cursors_of(customer)
    found = listings.payments_of(call.org, customer, limit, place.read(cursor))
    return Page(items=tuple(Payment.of(one) for one in found.lines), next=place.sign(found.after))


@router.on("POST", "/customers/<customer>/payments", status=201)
def create_payment(customer: PathId, body: NewPayment) -> Payment:
    """Record money received. Reminders of what it settles stop at once; money that is announced for a day to
    come counts from that day on.
    """
    call = router.call
    parts = tuple(part.as_allocation() for part in body.allocations)
    payment_id = body.id or call.new_id("payment")
    payment = domain.Payment(payment_id, body.received_on, body.amount.as_money(), parts)
    named = (payment_id, *(part.invoice for part in parts))
    account = call.change(customer, lambda account: with_new_payment(account, payment), *named)
    return _shown(call, account, payment_id)


@router.on("GET", "/customers/<customer>/payments/<payment>")
def get_payment(customer: PathId, payment: PathId) -> Payment:
    """One payment."""
    return _shown(router.call, router.call.account(customer, payment), payment)


@router.on("PUT", "/customers/<customer>/payments/<payment>/allocations")
def allocate_payment(customer: PathId, payment: PathId, body: Allocations) -> Payment:
    """Say anew which invoices a payment settles."""
    call, parts = router.call, body.as_allocations()

    def allocated(account: Account) -> Account:
        known = payment_of(account, payment)
        call.unless_changed(Payment.of(known))
        return with_allocations(account, known, parts)

    account = call.change(customer, allocated, payment, *(part.invoice for part in parts))
    return _shown(call, account, payment)


@router.on("POST", "/customers/<customer>/payments/<payment>/reverse")
def reverse_payment(customer: PathId, payment: PathId, body: Reversal) -> Payment:
    """Take a payment back: what it had settled is owed again, and reminded of where it stood; from that day
    on, when it is to come.
    """
    call = router.call
    on = body.on or call.today
    settled = tuple(part.invoice for part in payment_of(call.account(customer, payment), payment).allocations)

    def taken_back(account: Account) -> Account:
        return reversed_payment(account, payment_of(account, payment), on)

    return _shown(call, call.change(customer, taken_back, payment, *settled), payment)
