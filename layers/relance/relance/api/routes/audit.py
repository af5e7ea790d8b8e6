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
    found = call.services.audit.page(call.org, limit + 1, call.cursors.read(cursor))
    shown = found[:limit]
    after = shown[-1].id if len(found) > limit else None
    return Page(items=tuple(AuditEntry.of(line) for line in shown), next=call.cursors.sign(after))
