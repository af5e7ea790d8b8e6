"""What passed between the organization and a customer."""

from __future__ import annotations

from collections.abc import Mapping

from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.timeline import (
    NoteWritten,
    PromiseMade,
    ReceivedEmail,
    SentEmail,
    SentEmailText,
    SentLetter,
    TaskClosed,
    TimelineEvent,
)
from relance.domain.errors import NotFound
from relance.domain.inbox import InboxEntry
from relance.domain.note import Note
from relance.domain.organization import Member
from relance.domain.outreach import Outreach, OutreachRef
from relance.domain.posted_letter import PostedLetter
from relance.domain.promise import PromiseToPay
from relance.domain.task import Task
from relance.usecases.customers import read_timeline as usecase

router = Router("Timeline")


@router.on("GET", "/customers/<customer>/timeline")
def list_timeline(
    customer: PathId, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[TimelineEvent]:
    """What passed between you and a customer, the latest first.

    E-mails you sent, with what became of them at each recipient; those that came in; what was done by hand;
    promises to pay; notes.
    """
    call, house = router.call, router.call.house
    known = call.customer(customer)
    cursors, members = call.cursors_of(known.id), call.organization.members
    timeline = usecase.ReadTimeline(house.outreaches, house.inbox, house.tasks, house.notes, house.listings)
    page = timeline.run(call.org, known, limit, cursors.read(cursor))
    items = tuple(_shown(event, members) for event in page.lines)
    return Page(items=items, next=cursors.sign(page.after))


def _shown(event: usecase.TimelineEvent, members: Mapping[str, Member]) -> TimelineEvent:
    match event:
        case Outreach(letter=PostedLetter() as letter):
            return SentLetter.of(event, letter, members)
        case Outreach():
            return SentEmail.of(event, members)
        case InboxEntry():
            return ReceivedEmail.of(event, members)
        case Task():
            return TaskClosed.of(event, members)
        case Note():
            return NoteWritten.of(event, members)
        case PromiseToPay():
            return PromiseMade.of(event, members)


@router.on("GET", "/customers/<customer>/emails/<sent_email>")
def get_sent_email(customer: PathId, sent_email: PathId) -> SentEmailText:
    """One e-mail you sent, with its text."""
    call = router.call
    try:
        ref = OutreachRef.named(call.org, customer, sent_email)
    except ValueError:
        raise NotFound(f"e-mail {sent_email}") from None
    found = call.house.outreaches.get(ref)
    if found is None:
        raise NotFound(f"e-mail {sent_email}")
    return call.tagged(SentEmailText.of(found, call.organization.members))
