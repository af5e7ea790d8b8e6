"""What passed between the organization and a customer."""

from __future__ import annotations

from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.timeline import ReceivedEmail, SentEmail, SentEmailText, TimelineEvent
from relance.domain.errors import NotFound
from relance.domain.outreach import Outreach, OutreachRef
from relance.usecases.read_timeline import ReadTimeline

router = Router("Timeline")


@router.on("GET", "/customers/<customer>/timeline")
def list_timeline(
    customer: PathId, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[TimelineEvent]:
    """What passed between you and a customer, the latest first.

    E-mails you sent, with what became of them at each recipient, and those that came in.
    """
    call, services = router.call, router.call.services
    services.listings.customer(call.org, customer)
    cursors, members = call.cursors_of(customer), call.organization.members
    timeline = ReadTimeline(services.outreaches, services.inbox)
    page = timeline.run(call.org, customer, limit, cursors.read(cursor))
    items = tuple(
        SentEmail.of(event, members) if isinstance(event, Outreach) else ReceivedEmail.of(event, members)
        for event in page.lines
    )
    return Page(items=items, next=cursors.sign(page.after))


@router.on("GET", "/customers/<customer>/emails/<sent_email>")
def get_sent_email(customer: PathId, sent_email: PathId) -> SentEmailText:
    """One e-mail you sent, with its text."""
    call = router.call
    try:
        ref = OutreachRef.named(call.org, customer, sent_email)
    except ValueError:
        raise NotFound(f"e-mail {sent_email}") from None
    found = call.services.outreaches.get(ref)
    if found is None:
        raise NotFound(f"e-mail {sent_email}")
    return call.tagged(SentEmailText.of(found, call.organization.members))
