"""Notes: what people write down about customers and invoices."""

from __future__ import annotations

from contextlib import suppress

from relance.access.problems import Problem
from relance.api.call import Call
from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.notes import NewNote, Note, NoteChange
from relance.domain import note as domain
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.organization import Role
from relance.usecases.customers.read_timeline import notes_of

router = Router("Notes")


@router.on("GET", "/customers/<customer>/notes")
def list_notes(customer: PathId, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[Note]:
    """The notes about a customer and its invoices, the latest first."""
    call = router.call
    known = call.customer(customer)
    place = call.cursors_of(known.id)
    found = notes_of(call.house.notes, call.org, known, limit, place.read(cursor))
    return Page(items=tuple(Note.of(one) for one in found.lines), next=place.sign(found.after))


@router.on("POST", "/customers/<customer>/notes", status=201)
def create_note(customer: PathId, body: NewNote) -> Note:
    """Write something down about a customer, or about one of its invoices."""
    call = router.call
    customer = call.customer(customer).id
    if body.invoice is not None and call.house.accounts.customer_of(call.org, body.invoice) != customer:
        raise Refused(Fault("unknown_invoice", "invoice", {"number": body.invoice}))
    note_id = domain.Note.identity(call.now, call.new_id("note"))
    note = domain.Note(call.org, customer, note_id, body.text, call.caller.id, call.now, body.invoice)
    return call.tagged(Note.of(call.house.notes.put(note)))


@router.on("GET", "/customers/<customer>/notes/<note>")
def get_note(customer: PathId, note: PathId) -> Note:
    """One note."""
    call = router.call
    return call.tagged(Note.of(_known(call, customer, note)))


@router.on("PATCH", "/customers/<customer>/notes/<note>")
def update_note(customer: PathId, note: PathId, body: NoteChange) -> Note:
    """Rewrite a note: one of your own, or as an administrator anybody's."""
    call = router.call
    known = _to_change(call, customer, note)
    return call.tagged(Note.of(call.house.notes.put(known.rewritten(body.text, call.now))))


@router.on("DELETE", "/customers/<customer>/notes/<note>", status=204, if_match=True)
def delete_note(customer: PathId, note: PathId) -> None:
    """Throw a note away: one of your own, or as an administrator anybody's."""
    call = router.call
    call.house.notes.remove(_to_change(call, customer, note))


def _to_change(call: Call, customer: str, note: str) -> domain.Note:
    """As it is now. Raises Problem when it is somebody else's, or was changed meanwhile."""
    known = _known(call, customer, note)
    if known.by != call.caller.id and call.caller.role is not Role.ADMIN:
        raise Problem("not_yours")
    call.unless_changed(Note.of(known))
    return known


def _known(call: Call, customer: str, note: str) -> domain.Note:
    """Wherever it was written: the customer may have been merged since, or another one into it."""
    for named in call.customer(customer).ids:
        with suppress(NotFound):
            return call.house.notes.get(call.org, named, note)
    raise NotFound(f"note {note}")
