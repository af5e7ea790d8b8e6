"""Faults on demand: what SES does on a bad day, a given number of times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatch

from pydantic import ConfigDict, PositiveInt


class FaultKind(StrEnum):
    THROTTLE = "throttle"
    """429, the mail is not taken."""
    REJECT = "reject"
    """400 MessageRejected, the mail is not taken."""
    SERVER_ERROR = "server_error"
    """500; `accepted` says whether the mail was taken."""
    TIMEOUT_AFTER_ACCEPT = "timeout_after_accept"
    """The mail is taken and its events published, the answer never comes."""
    RESET_AFTER_ACCEPT = "reset_after_accept"
    """The mail is taken and its events published, the connection breaks in the answer."""

    def takes_the_mail(self, *, accepted: bool) -> bool:
        match self:
            case FaultKind.THROTTLE | FaultKind.REJECT:
                return False
            case FaultKind.TIMEOUT_AFTER_ACCEPT | FaultKind.RESET_AFTER_ACCEPT:
                return True
            case FaultKind.SERVER_ERROR:
                return accepted


@dataclass(frozen=True, slots=True)
class InjectedFault:
    """`count` mails more fail this way; only those to an address like `to` (`*` and `?` stand for any)."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    kind: FaultKind
    count: PositiveInt = 1
    to: str = "*"
    accepted: bool = False

    @property
    def mail_is_taken(self) -> bool:
        return self.kind.takes_the_mail(accepted=self.accepted)

    def concerns(self, recipients: Sequence[str]) -> bool:
        return any(fnmatch(address.lower(), self.to.lower()) for address in recipients)


class Faults:
    """The faults still to come, first in first out."""

    def __init__(self) -> None:
        self._waiting: list[InjectedFault] = []

    def add(self, fault: InjectedFault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    @property
    def waiting(self) -> tuple[InjectedFault, ...]:
        return tuple(self._waiting)

    def next_for(self, recipients: Sequence[str]) -> InjectedFault | None:
        """The first fault that concerns a mail to them, used up by one."""
        for position, fault in enumerate(self._waiting):
            if fault.concerns(recipients):
                left = replace(fault, count=fault.count - 1)
                self._waiting[position : position + 1] = [left] if left.count else []
                return fault
        return None
