"""What became of a mail that somebody had sent, told as a problem where it did not leave."""

from __future__ import annotations

from relance.access.problems import Problem
from relance.usecases.ports.mailing import Accepted, Rejected, SendResult, Throttled, Unknown


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
