"""Who changed what."""

from __future__ import annotations

from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.audit import AuditEntry
from relance.contracts.api.base import Page

router = Router("Audit")


@router.on("GET", "/audit")
def list_changes(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[AuditEntry]:
    """Every change made through the API, the latest first: who, what, when. Never what was written."""
    call = router.call
    found = call.house.audit.page(call.org, limit, call.cursors.read(cursor))
    items = tuple(AuditEntry.of(line) for line in found.lines)
    return Page(items=items, next=call.cursors.sign(found.after))
