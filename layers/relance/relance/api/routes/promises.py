"""Promises to pay: what customers say they will pay, and whether they did."""

from __future__ import annotations

from relance.api.call import Call
from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.promises import NewPromise, Promise, PromiseChange
from relance.domain import promise as domain
from relance.domain.promising import promise_of
from relance.usecases.customers.take_promise import PromiseEdit, TakePromise

router = Router("Promises")


def _shown(call: Call, customer: str, promise: domain.PromiseToPay) -> Promise:
    return call.tagged(Promise.of(customer, promise))


@router.on("GET", "/customers/<customer>/promises")
def list_promises(customer: PathId, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[Promise]:
    """The promises of a customer: those about open invoices first, then what is history."""
    call = router.call
    customer = call.customer(customer).id
    listings, place = call.house.listings, call.cursors_of(customer)
    found = listings.promises_of(call.org, customer, limit, place.read(cursor))
    items = tuple(Promise.of(customer, one) for one in found.lines)
    return Page(items=items, next=place.sign(found.after))


@router.on("POST", "/customers/<customer>/promises", status=201)
def create_promise(customer: PathId, body: NewPromise) -> Promise:
    """Note that a customer promised to pay.

    It counts until its day and the organization's days of grace are over. Payments tell whether it was
    kept; when it was broken, a to-do says so and the plan goes on at its place. An invoice carries one open
    promise: a new one replaces it.
    """
    call = router.call
    offer = body.as_offer(call.new_id("promise"))
    take = TakePromise(call.house.change_account)
    return _shown(call, customer, take.take(call.tenant, customer, offer, call.caller.id))


@router.on("GET", "/customers/<customer>/promises/<promise>")
def get_promise(customer: PathId, promise: PathId) -> Promise:
    """One promise."""
    call = router.call
    return _shown(call, customer, promise_of(call.account(customer, promise), promise))


@router.on("PATCH", "/customers/<customer>/promises/<promise>")
def update_promise(customer: PathId, promise: PathId, body: PromiseChange) -> Promise:
    """Move an open promise to another day, or withdraw it: the plan goes on at its place."""
    call = router.call

    def unless_changed(known: domain.PromiseToPay) -> None:
        call.unless_changed(Promise.of(customer, known))

    take, edit = TakePromise(call.house.change_account), PromiseEdit(body.day, body.withdraws)
    changed = take.change(call.tenant, customer, promise, edit, call.caller.id, unless_changed)
    return _shown(call, customer, changed)
