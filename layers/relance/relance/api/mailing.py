"""Mails that a caller has sent: in whose name, to whom, and what became of them."""

from __future__ import annotations

from relance.access.problems import Problem
from relance.api.call import Call
from relance.domain.errors import Fault, Refused
from relance.domain.organization import Member
from relance.usecases.ports.mailing import Accepted, Rejected, SendResult, Throttled, Unknown


def calling_member(call: Call) -> Member | None:
    """The member who calls; None for a machine."""
    return call.organization.members.get(call.caller.id) if call.caller.kind == "member" else None


def mailed_member(call: Call) -> Member:
    """The member who is mailed what they asked for. Raises Refused for a machine, which has no mailbox."""
    member = calling_member(call)
    if member is None:
        raise Refused(Fault("members_only", "authorization"))
    return member


def sent_or_problem(result: SendResult) -> bool:
    """Whether it is known to have left. Raises Problem when it did not."""
    match result:
        case Accepted():
            return True
        case Unknown():
            return False
        case Throttled():
            raise Problem("mail_later", headers={"Retry-After": "300"})
        case Rejected(reason=reason):
            raise Problem("mail_refused", reason=reason)
