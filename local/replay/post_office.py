"""Where the reminders of a replay leave: the composer and mailer ports, watched."""

from __future__ import annotations

from dataclasses import dataclass, field

from relance.domain.decision import Due
from relance.domain.outreach import OutreachRef
from relance.rendering.composer import EmailComposer
from relance.usecases.ports.composing import Composed, Composer, Reminder
from relance.usecases.ports.mailing import Accepted, Envelope, SendResult


@dataclass(frozen=True, slots=True)
class Departure:
    ref: OutreachRef
    due: Due


@dataclass
class PostOffice:
    """Both ports in one: the mailer alone sees that a mail left, the composer alone what it is about.

    One worker composes a mail and sends it before the next is composed.
    """

    composer: Composer = field(default_factory=EmailComposer)
    _composed: Due | None = None
    _left: list[Departure] = field(default_factory=list)

    def compose(self, reminder: Reminder) -> Composed:
        self._composed = reminder.due
        return self.composer.compose(reminder)

    def send(self, envelope: Envelope, ref: OutreachRef) -> SendResult:
        if self._composed is None:
            raise RuntimeError(f"mail {ref.id} was sent without being composed, or twice")
        self._left.append(Departure(ref, self._composed))
        self._composed = None
        return Accepted(f"message-{ref.id}")

    def find(self, ref: OutreachRef) -> SendResult | None:
        return None

    def take(self) -> list[Departure]:
        """What has left since it was last asked."""
        taken, self._left = self._left, []
        return taken
