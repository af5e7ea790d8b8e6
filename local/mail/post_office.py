"""What the service does with mail: take it, receive it, and let things happen to it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from relance.runtime.clock import clock_of

from . import receipts, replies, ses_events, simulator
from .faults import Faults
from .headers import Headers
from .mail import Entry, Event, Mail, Receipt
from .mailbox import Mailbox, positions_in
from .outbox import Outbox
from .settings import MailSettings
from .sinks import EventSink, ReceiptSink
from .submission import Submission


class PostOffice:
    """Owned by one event loop. Without a receipt sink, mail that comes in is only kept."""

    def __init__(self, settings: MailSettings, events: EventSink, rule: ReceiptSink | None) -> None:
        self.mailbox = Mailbox(settings.state)
        self.faults = Faults()
        self._settings, self._events, self._rule = settings, events, rule
        self._clock = clock_of(settings.clock)
        self._outbox = Outbox(self.mailbox, self._deliver, settings.attempts, settings.backoff_seconds)

    def running(self) -> AbstractAsyncContextManager[None]:
        """While entered, events and receipts leave."""
        return self._outbox.running()

    def now(self) -> datetime:
        """The laptop's present: mails carry the day it plays."""
        return self._clock.now()

    def send(self, submission: Submission) -> str:
        """Keep a mail as SES sends it on; its events follow. Returns SES's message id."""
        at = self.now()
        mail_id = _sent_id(at)
        eml = submission.raw.stamped(f"{mail_id}@{self._settings.message_id_domain}", at)
        mail = submission.as_mail(mail_id, at)
        self.mailbox.keep(mail, eml)
        self._outbox.put(mail_id, simulator.events_after_sending(mail.recipients, at))
        for recipient in simulator.out_of_office(mail.recipients):
            self._answer(replies.out_of_office(eml, recipient))
        return mail_id

    def receive(self, source: str, recipients: Sequence[str], received: bytes) -> str:
        """Keep a mail that came in, under its envelope; the receipt rule follows. Returns its id."""
        at, mail_id = self.now(), secrets.token_hex(20)
        headers = Headers.of(received)
        mail = Mail(
            id=mail_id,
            direction="received",
            at=at,
            source=source,
            recipients=tuple(recipients),
            sender=headers.shown("From") or source,
            subject=headers.shown("Subject"),
        )
        self.mailbox.keep(mail, received)
        if self._rule is not None:
            self._outbox.put(mail_id, [Receipt(at)])
        return mail_id

    def happen(self, mail: Mail, event: Event) -> None:
        """A person plays the recipient."""
        self._outbox.put(mail.id, [event])

    def reply(self, mail: Mail, recipient: str, words: str) -> str:
        """The recipient answers a mail. Returns the answer's id."""
        return self._answer(replies.by_a_person(self.mailbox.raw(mail), recipient, words))

    def try_again(self, entry: Entry) -> None:
        """What the outside did not take is offered to it once more."""
        self._outbox.retry(entry.mail.id, positions_in(entry, "failed"))

    def _answer(self, answer: replies.Answer) -> str:
        return self.receive(answer.source, answer.recipients, answer.raw)

    def _deliver(self, entry: Entry, event: Event) -> None:
        """In a thread: only reads what never changes."""
        mail, eml = entry.mail, self.mailbox.raw(entry.mail)
        if not isinstance(event, Receipt):
            self._events.publish(ses_events.published(event, mail, eml, self._settings.account))
        elif self._rule is not None:
            trusted = self._settings.trust_test_verdicts
            stored = receipts.stored(mail, eml, trust_test_verdicts=trusted)
            arn = self._rule.function_arn
            told = receipts.event(mail, eml, event.at, arn, trust_test_verdicts=trusted)
            self._rule.receive(mail.id, stored, told)


def _sent_id(at: datetime) -> str:
    """Shaped as SES's: milliseconds first, so that ids sort by time."""
    return f"0100{int(at.timestamp() * 1000):012x}-{uuid.uuid4()}-000000"
