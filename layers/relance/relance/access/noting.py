"""The line of the audit log about what somebody does."""

from __future__ import annotations

from datetime import datetime

from relance.house import House
from relance.usecases.organization.authorize import Caller
from relance.usecases.ports.audit import AuditLine


def line_of(house: House, caller: Caller, at: datetime, operation: str, request: str) -> AuditLine:
    """`request` is the id that the gateway gave the request."""
    return AuditLine(
        org=caller.org,
        id=AuditLine.identity(at, house.new_id()),
        at=at,
        by=caller.id,
        kind=caller.kind,
        operation=operation,
        request=request,
    )
