"""The whole product in one process's memory: for tests, and for replaying a past ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from relance.domain.outreach import OutreachRef
from relance.domain.reply_address import ReplyAddresses
from relance.gateways.holidays import PackageHolidays
from relance.rendering.composer import EmailComposer
from relance.runtime.house import House
from relance.store.memory import (
    MemoryAccounts,
    MemoryEnrolments,
    MemoryOrganizations,
    MemoryOutreaches,
    MemoryPlans,
    MemoryQueue,
    MemoryWatermark,
    SettableClock,
)
from relance.store.memory_inbox import MemoryInbox, MemoryMails
from relance.usecases.ports.composing import Composer
from relance.usecases.ports.enrolments import DueKey
from relance.usecases.ports.mailing import Accepted, Envelope, Mailer, SendResult
from relance.usecases.sending.execute_step import Outcome


@dataclass
class MemoryMailer:
    """Keeps what is sent. `answer` may be set to answer otherwise than by accepting."""

    sent: list[tuple[OutreachRef, Envelope]] = field(default_factory=list)
    answer: Callable[[OutreachRef], SendResult] | None = None

    def send(self, envelope: Envelope, ref: OutreachRef) -> SendResult:
        result = self.answer(ref) if self.answer else Accepted(f"message-{len(self.sent) + 1}")
        if isinstance(result, Accepted):
            self.sent.append((ref, envelope))
        return result


@dataclass
class MemoryNotifier:
    """Keeps what our own people are told. `answer` may be set to answer otherwise than by accepting."""

    sent: list[Envelope] = field(default_factory=list)
    answer: Callable[[], SendResult] | None = None

    def notify(self, envelope: Envelope) -> SendResult:
        result = self.answer() if self.answer else Accepted(f"notice-{len(self.sent) + 1}")
        if isinstance(result, Accepted):
            self.sent.append(envelope)
        return result


@dataclass
class MemoryWorld:
    """The house, and the parts of it a test or a replay reaches for."""

    house: House
    clock: SettableClock
    mailer: MemoryMailer
    queue: MemoryQueue
    outreaches: MemoryOutreaches
    inbox: MemoryInbox
    mails: MemoryMails
    notifier: MemoryNotifier

    @classmethod
    def starting(
        cls, at: datetime, *, composer: Composer | None = None, mailer: Mailer | None = None
    ) -> MemoryWorld:
        clock, kept, queue, outreaches = SettableClock(at), MemoryMailer(), MemoryQueue(), MemoryOutreaches()
        accounts, inbox, mails, notifier = MemoryAccounts(), MemoryInbox(), MemoryMails(), MemoryNotifier()
        attempts = count(1)
        house = House(
            clock=clock,
            organizations=MemoryOrganizations(),
            plans=MemoryPlans(),
            accounts=accounts,
            enrolments=MemoryEnrolments(accounts),
            outreaches=outreaches,
            queue=queue,
            watermark=MemoryWatermark(),
            holidays=PackageHolidays(),
            composer=composer or EmailComposer(),
            mailer=mailer or kept,
            replies=lambda: ReplyAddresses("reply.example.com", b"a secret of thirty-two bytes......"),
            fallback_sender="reminders@relance.example.com",
            new_attempt=lambda: f"attempt-{next(attempts)}",
            inbox=inbox,
            mails=mails,
            notifier=notifier,
            entry_url="https://relance.example.com/inbox/{entry}",
        )
        return cls(house, clock, kept, queue, outreaches, inbox, mails, notifier)

    def tick(self) -> list[tuple[DueKey, Outcome]]:
        """One beat of the schedule: what is due is dispatched and worked off."""
        self.house.dispatch_due.run()
        return list(self.work())

    def work(self) -> Iterator[tuple[DueKey, Outcome]]:
        execute = self.house.execute_step
        for org, keys in self.queue.take():
            tenant = execute.tenant(org)
            for key in keys:
                yield key, execute.run(tenant, key)
