"""How a finished e-mail leaves, and what the mail service answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from relance.domain.outreach import OutreachRef


@dataclass(frozen=True, slots=True)
class Accepted:
    message_id: str


BACK_OFF: Final = timedelta(minutes=5)
"""Between one try of a message and the next, at least."""


@dataclass(frozen=True, slots=True)
class Throttled:
    """Not sent, and may be sent later: too fast, sending is paused for a while, or the organization's quota
    is used up. `again_after` says when another try is worth it, where that is known.
    """

    reason: str
    again_after: timedelta | None = None

    @property
    def wait(self) -> timedelta:
        return max(BACK_OFF, self.again_after or BACK_OFF)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Not sent, and sending the same again would not help."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """There was no answer, or an answer that says nothing: the message may have left."""

    cause: str


SendResult = Accepted | Throttled | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class Envelope:
    """A finished message: raw MIME, and every address it goes to."""

    sender: str
    recipients: tuple[str, ...]
    mime: bytes


class Carrier[Message](Protocol):
    """Takes finished messages of one kind: the mail service takes envelopes, a postal provider letters."""

    def send(self, message: Message, ref: OutreachRef, /) -> SendResult:
        """One call, never repeated by itself."""
        ...

    def find(self, ref: OutreachRef, /) -> SendResult | None:
        """What the carrier knows of a message that may have been handed to it; None when it cannot say."""
        ...


class Pace(Protocol):
    """How fast this worker may hand messages over, so that all workers together keep the account's rate.

    `rest` is how long the mail service is left alone after it said "too fast".
    """

    rest: timedelta

    def wait(self) -> None:
        """Returns when the next message may go."""
        ...


class Mailer(Carrier[Envelope], Protocol):
    """The mail service."""


class Notifier(Protocol):
    def notify(self, envelope: Envelope) -> SendResult:
        """Mail to one of our own people: no outreach, and not followed. One call, never repeated."""
        ...
