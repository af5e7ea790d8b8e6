"""A mail service with bad days: what it took, what it answered, and what it tells later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, StrEnum

from relance.domain.outreach import EmailEvent, EmailStatus, OutreachRef
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.mailing import Accepted, Envelope, Rejected, SendResult, Throttled, Unknown


class Fault(Enum):
    """Whether the mail was taken all the same, and what the caller gets to see: None for a broken call."""

    THROTTLED = (False, Throttled("rate exceeded"))
    REJECTED = (False, Rejected("address is on the suppression list"))
    TIME_OUT_AFTER_ACCEPT = (True, Unknown("read time-out"))
    RESET = (False, Unknown("connection reset"))
    SERVER_ERROR_ACCEPTED = (True, Unknown("503"))
    SERVER_ERROR = (False, Unknown("500 internal failure"))
    BROKEN_AFTER_ACCEPT = (True, None)
    BROKEN = (False, None)

    def __init__(self, accepts: bool, seen: SendResult | None) -> None:
        self.accepts = accepts
        self._seen = seen

    def answer(self) -> SendResult:
        if self._seen is None:
            raise OSError("the call broke in a way nobody foresaw")
        return self._seen


class Tells(StrEnum):
    """When the service's events come: before its answer is written down, a beat later, once a person was
    asked about an unknown, or never.
    """

    FIRST = "first"
    LATER = "later"
    LATE = "late"
    NEVER = "never"


_LATE = timedelta(minutes=45)


@dataclass
class MailService:
    """`faults` are by the number of the call, from 0 on."""

    clock: Clock
    tells: Tells = Tells.LATER
    faults: dict[int, Fault] = field(default_factory=dict)
    listener: Callable[[EmailEvent], object] | None = None
    taken: Counter[str] = field(default_factory=Counter)
    refs: list[OutreachRef] = field(default_factory=list)
    events: list[EmailEvent] = field(default_factory=list)
    _calls: int = 0

    def send(self, envelope: Envelope, ref: OutreachRef) -> SendResult:
        fault = self.faults.get(self._calls)
        self._calls += 1
        if fault is None or fault.accepts:
            self._take(envelope, ref)
        return fault.answer() if fault else Accepted(f"m-{self._calls}")

    def find(self, ref: OutreachRef) -> SendResult | None:
        return None

    def _take(self, envelope: Envelope, ref: OutreachRef) -> None:
        self.taken[ref.id] += 1
        self.refs.append(ref)
        for status in (EmailStatus.SENT, EmailStatus.DELIVERED):
            event = EmailEvent(ref, status, self.clock.now(), envelope.recipients, f"m-{self._calls}")
            if self.tells is Tells.FIRST and self.listener:
                self.listener(event)
            elif self.tells is not Tells.NEVER:
                self.events.append(event)

    def told_by_now(self) -> list[EmailEvent]:
        delay = _LATE if self.tells is Tells.LATE else timedelta(0)
        return [event for event in self.events if event.at + delay <= self.clock.now()]
