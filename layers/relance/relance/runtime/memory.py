"""The whole product in one process's memory: for tests, and for replaying a past ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Self

from relance.domain.ids import derived
from relance.domain.outreach import OutreachRef
from relance.domain.plan_draft import PlanDraft
from relance.domain.reply_address import ReplyAddresses
from relance.domain.template import Template
from relance.gateways.holidays import PackageHolidays
from relance.gateways.print_shop import PrintShop
from relance.house import House
from relance.inbound.reader import InboundReader
from relance.readers.reader import FileReader
from relance.rendering import ad_hoc, answer, notification, simulation
from relance.rendering.composer import EmailComposer
from relance.rendering.decisions import explain, explain_announced, explain_sent
from relance.rendering.import_report import words
from relance.rendering.messages import RenderedMessages
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
from relance.store.memory_api import (
    MemoryApiKeys,
    MemoryListings,
    MemoryMemory,
    MemoryPeople,
    MemoryRates,
    MemorySessions,
    MemoryUploads,
    RedecideNow,
)
from relance.store.memory_campaigns import MemoryCampaignQueue, MemoryCampaigns
from relance.store.memory_erasures import MemoryErasures
from relance.store.memory_finding import MemoryFigures, MemoryFinder
from relance.store.memory_inbox import MemoryInbox, MemoryMails
from relance.store.memory_lists import MemoryHistory, MemoryShelf, MemoryTaskList
from relance.store.memory_logs import MemoryAuditLog, MemoryImportFiles, MemoryImportLines
from relance.store.memory_notes import MemoryNotes
from relance.store.memory_portal import MemoryPortalLinks
from relance.store.memory_sender_domains import MemoryDomainClaims, MemorySenderDomains
from relance.store.memory_sign_ins import MemorySignIns
from relance.usecases.ports.composing import Composer
from relance.usecases.ports.enrolments import DueEntry
from relance.usecases.ports.mailing import Accepted, Envelope, Mailer, SendResult
from relance.usecases.ports.posting import ComposedLetter, LetterDraft, LetterOrder
from relance.usecases.sending.execute_step import StepOutcome
from relance.usecases.sending.post_letter import Posting, PostLetter


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

    def find(self, ref: OutreachRef) -> SendResult | None:
        return None


@dataclass(frozen=True)
class LettersNow:
    """Carries out an execution of the state machine `letter` at once, in this very process."""

    post: Callable[[], PostLetter]
    started: dict[str, LetterOrder] = field(default_factory=dict)
    resumed: list[str] = field(default_factory=list)

    def start(self, order: LetterOrder, name: str) -> None:
        if name in self.started:
            return
        self.started[name] = order
        machine = self.post()
        ended = machine.prepare(order)
        if ended is Posting.PREPARED:
            ended = machine.submit(order)
        if ended is Posting.SUBMITTED:
            machine.wait(order, f"token of {name}")

    def resume(self, token: str) -> None:
        self.resumed.append(token)


def compose_letter(draft: LetterDraft) -> ComposedLetter:
    """Imported when first asked for, as the functions do."""
    from relance.rendering.letters import desk

    return desk.compose_letter(draft)


class NoPace:
    rest = timedelta(minutes=1)

    def wait(self) -> None:
        pass


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


class MemoryHouse(House):
    """Every port in memory but one: nobody drops files here (`drops`)."""

    clock: SettableClock
    accounts: MemoryAccounts
    due_queue: MemoryQueue
    outreaches: MemoryOutreaches
    campaigns: MemoryCampaigns
    campaign_queue: MemoryCampaignQueue
    inbox: MemoryInbox
    mails: MemoryMails
    people: MemoryPeople
    sign_ins: MemorySignIns
    rates: MemoryRates
    letter_files: MemoryImportFiles
    letter_executions: LettersNow

    def __init__(
        self, clock: SettableClock, composer: Composer, mailer: Mailer, notifier: MemoryNotifier
    ) -> None:
        numbers, attempts = count(1), count(1)
        self.clock = clock
        self.organizations, self.plans, self.holidays = (
            MemoryOrganizations(),
            MemoryPlans(),
            PackageHolidays(),
        )
        self.accounts = MemoryAccounts()
        self.enrolments = MemoryEnrolments(self.accounts)
        self.erasures = MemoryErasures()
        self.due_queue, self.watermark = MemoryQueue(), MemoryWatermark()
        self.redecide = self._redecide_now()
        self.outreaches = MemoryOutreaches()
        self.history = MemoryHistory(self.outreaches)
        self.mailer, self.notifier, self.composer = mailer, notifier, composer
        self.pace = NoPace()
        self.compose_ad_hoc = ad_hoc.compose
        self.compose_answer, self.compose_notice = answer.compose, notification.compose
        self.compose_simulation = simulation.compose
        self.messages, self.explain, self.explain_sent = RenderedMessages(), explain, explain_sent
        self.explain_announced = explain_announced
        self.inbox, self.mails, self.mail_reader = MemoryInbox(), MemoryMails(), InboundReader()
        self.mail_links, self.uploads = MemoryImportFiles(), MemoryUploads()
        self.file_reader = FileReader(words)
        self.import_lines, self.import_files = MemoryImportLines(), MemoryImportFiles()
        self.listings, self.tasks = MemoryListings(self.accounts), MemoryTaskList(self.accounts)
        self.finder, self.figures = MemoryFinder(self.accounts), MemoryFigures(self.accounts)
        self.portal_links = MemoryPortalLinks()
        self.drafts, self.templates = MemoryShelf[PlanDraft](), MemoryShelf[Template]()
        self.campaigns, self.campaign_queue = MemoryCampaigns(), MemoryCampaignQueue()
        self.notes, self.audit = MemoryNotes(), MemoryAuditLog()
        self.api_keys, self.people = MemoryApiKeys(), MemoryPeople(clock.now)
        self.sign_ins = self.tokens = MemorySignIns(self.people)
        self.sessions = MemorySessions()
        self.memory, self.rates = MemoryMemory(), MemoryRates()
        self.domain_claims, self.sender_domains = MemoryDomainClaims(), MemorySenderDomains()
        self.letter_files = MemoryImportFiles()
        self.compose_letter, self.postal_provider = compose_letter, PrintShop(self.letter_files)
        self.letter_executions = LettersNow(lambda: self.post_letter)
        self.read_logo = self.import_files.read
        self.replies = lambda: ReplyAddresses("reply.example.com", b"a secret of thirty-two bytes......")
        self.secret = lambda: b"a secret of thirty-two bytes......"
        self.new_attempt = lambda: f"attempt-{next(attempts)}"
        self.new_id = lambda: derived("new", str(next(numbers)))
        self.new_secret = lambda: f"secret{next(numbers)}"
        self.fallback_sender = "reminders@relance.example.com"
        self.entry_url = "https://relance.example.com/inbox/{entry}"

    def but(self, **parts: object) -> Self:
        other = super().but(**parts)
        if "redecide" not in parts:
            other.redecide = other._redecide_now()
        if "letter_executions" not in parts:
            other.letter_executions = LettersNow(lambda: other.post_letter)
        return other

    def _redecide_now(self) -> RedecideNow:
        return RedecideNow(lambda org: self.run_organization.decide_all(org))


@dataclass
class MemoryWorld:
    """The house, and the parts of it a test or a replay reaches for."""

    house: MemoryHouse
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
        kept, notifier = MemoryMailer(), MemoryNotifier()
        house = MemoryHouse(SettableClock(at), composer or EmailComposer(), mailer or kept, notifier)
        parts = (house.clock, kept, house.due_queue, house.outreaches, house.inbox, house.mails)
        return cls(house, *parts, notifier)

    def tick(self) -> list[tuple[DueEntry, StepOutcome]]:
        """One beat of the schedule: what is due is dispatched and worked off."""
        self.house.dispatch_due.run()
        return list(self.work())

    def work(self) -> Iterator[tuple[DueEntry, StepOutcome]]:
        execute = self.house.execute_step
        for org, keys in self.queue.take():
            tenant = execute.tenant(org)
            for key in keys:
                yield key, execute.run(tenant, key)
