"""Mails that a caller has sent: in whose name, and to whom."""

from __future__ import annotations

from relance.api.call import Call
from relance.domain.errors import Fault, Refused
from relance.domain.organization import Member


def calling_member(call: Call) -> Member | None:
    """The member who calls; None for a machine."""
    return call.organization.members.get(call.caller.id) if call.caller.kind == "member" else None


def mailed_member(call: Call) -> Member:
    """The member who is mailed what they asked for. Raises Refused for a machine, which has no mailbox."""
    member = calling_member(call)
    if member is None:
        raise Refused(Fault("members_only", "authorization"))
    return member
