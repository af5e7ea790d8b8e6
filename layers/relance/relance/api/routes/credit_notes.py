"""Credit notes of a customer, and which invoices they settle."""

from __future__ import annotations

from relance.api.call import Call
from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.credit_notes import CreditNote, NewCreditNote
from relance.contracts.api.receivables import Allocations
from relance.domain import receivables as domain
from relance.domain.bookkeeping import (
    credit_note_of,
    voided_credit_note,
    with_allocations,
    with_new_credit_note,
)
from relance.domain.customer import Account
from relance.domain.errors import Exists

router = Router("Credit notes")


def _shown(call: Call, account: Account, number: str) -> CreditNote:
    return call.tagged(CreditNote.of(credit_note_of(account, number)))


@router.on("GET", "/customers/<customer>/credit-notes")
def list_credit_notes(
    customer: PathId, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[CreditNote]:
    """The credit notes of a customer, those that still matter to what is owed first."""
    call = router.call
    customer = call.customer(customer).id
    listings, place = call.house.listings, call.cursors_of(customer)
    found = listings.credit_notes_of(call.org, customer, limit, place.read(cursor))
    return Page(items=tuple(CreditNote.of(one) for one in found.lines), next=place.sign(found.after))


@router.on("POST", "/customers/<customer>/credit-notes", status=201)
def create_credit_note(customer: PathId, body: NewCreditNote) -> CreditNote:
    """Record a credit note."""
    call = router.call
    if call.house.accounts.customer_of(call.org, body.number):
        raise Exists(f"credit note {body.number}")
    parts = tuple(part.as_allocation() for part in body.allocations)
    note = domain.CreditNote(body.number, body.issue_date, body.amount.as_money(), parts)
    named = (note.number, *(part.invoice for part in parts))
    account = call.change(customer, lambda account: with_new_credit_note(account, note), *named)
    return _shown(call, account, note.number)


@router.on("GET", "/customers/<customer>/credit-notes/<credit_note>")
def get_credit_note(customer: PathId, credit_note: PathId) -> CreditNote:
    """One credit note."""
    return _shown(router.call, router.call.account(customer, credit_note), credit_note)


@router.on("PUT", "/customers/<customer>/credit-notes/<credit_note>/allocations")
def allocate_credit_note(customer: PathId, credit_note: PathId, body: Allocations) -> CreditNote:
    """Say anew which invoices a credit note settles."""
    call, parts = router.call, body.as_allocations()

    def allocated(account: Account) -> Account:
        known = credit_note_of(account, credit_note)
        call.unless_changed(CreditNote.of(known))
        return with_allocations(account, known, parts)

    account = call.change(customer, allocated, credit_note, *(part.invoice for part in parts))
    return _shown(call, account, credit_note)


@router.on("POST", "/customers/<customer>/credit-notes/<credit_note>/void")
def void_credit_note(customer: PathId, credit_note: PathId) -> CreditNote:
    """Void a credit note: what it had settled is owed again."""
    call = router.call
    known = credit_note_of(call.account(customer, credit_note), credit_note)
    settled = tuple(part.invoice for part in known.allocations)

    def voided(account: Account) -> Account:
        return voided_credit_note(account, credit_note_of(account, credit_note))

    return _shown(call, call.change(customer, voided, credit_note, *settled), credit_note)
