"""The mail service as a story sees it: what it accepted, and how it answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from relance.domain.outreach import EmailEvent, EmailStatus, OutreachRef
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.mailing import Accepted, Envelope, SendResult

Answer = Callable[[], SendResult]


@dataclass(frozen=True)
class Mail:
    """One e-mail the service accepted."""

    at: datetime
    ref: OutreachRef
    message_id: str
    envelope: Envelope

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.envelope.mime, policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""

    def became(self, status: EmailStatus, at: datetime) -> EmailEvent:
        """What the service would tell about it."""
        return EmailEvent(self.ref, status, at, self.envelope.recipients, self.message_id)


@dataclass
class Mailbox:
    """Accepts what it is given, unless `answers` holds what to say instead."""

    clock: Clock
    mails: list[Mail] = field(default_factory=list)
    answers: deque[Answer] = field(default_factory=deque)
    takes_all_the_same: bool = False
    """Though it answers otherwise: only the answer is lost."""
    when_called: Callable[[Mail], object] | None = None
    """Runs once the service has the mail, before it answers."""

    def send(self, envelope: Envelope, ref: OutreachRef) -> SendResult:
        if self.answers:
            answered = self.answers.popleft()()
            if not isinstance(answered, Accepted):
                if self.takes_all_the_same:
                    self._accepted(envelope, ref)
                return answered
        return self._accepted(envelope, ref)

    def find(self, ref: OutreachRef) -> SendResult | None:
        return None

    def _accepted(self, envelope: Envelope, ref: OutreachRef) -> Accepted:
        mail = Mail(self.clock.now(), ref, f"message-{len(self.mails) + 1}", envelope)
        self.mails.append(mail)
        if self.when_called:
            self.when_called(mail)
        return Accepted(mail.message_id)

    @property
    def count(self) -> int:
        return len(self.mails)

    @property
    def subjects(self) -> list[str]:
        return [mail.subject for mail in self.mails]

    @property
    def last(self) -> Mail:
        return self.mails[-1]
