"""The exits of a reply: answered, ignored, or the customer paused (D3).

An answer leaves at most once, by the same rule as a reminder: the claim on the entry is the record of
sending, and an attempt of which nothing is known is shown, never repeated by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from relance.domain.consequence import answered, followed, ignored, open_reply, paused
from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Conflict, Fault, NotFound, Refused
from relance.domain.handling import Hand
from relance.domain.ids import derived
from relance.domain.inbox import AnswerClaim, EntryState, InboxEntry
from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.domain.reply_address import ReplyAddresses
from relance.domain.review import review_of
from relance.domain.sender import from_address
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.composing import AnswerMail, ComposeAnswer, Composed, ReplyAnswer
from relance.usecases.ports.enrolments import LEASE
from relance.usecases.ports.inbox import Inbox
from relance.usecases.ports.mailing import (
    Accepted,
    Envelope,
    Mailer,
    Rejected,
    SendResult,
    Throttled,
    Unknown,
)
from relance.usecases.replies.change_entry import change_entry
from relance.usecases.replies.follow_up import OWNER_REMINDED_AFTER
from relance.usecases.sending.close_review import close_review
from relance.usecases.sending.leave import Leave, pending


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """Nothing left, and the reply is as pending as before. `again`: later it may be taken."""

    entry: InboxEntry
    reason: str
    again: bool


@dataclass(frozen=True)
class HandleReply:
    inbox: Inbox
    tenants: Tenants
    change_account: ChangeAccount
    leave: Leave
    mailer: Mailer
    compose: ComposeAnswer
    replies: Callable[[], ReplyAddresses]
    fallback_sender: str
    clock: Clock

    def ignore(self, org: str, entry_id: str, member: str) -> InboxEntry:
        """The plan resumes where it was, after the minimum contact delay. Raises NotFound, Refused."""
        tenant = self._tenant(org)
        hand = self._hand(tenant, member)

        def change(account: Account) -> Account:
            return ignored(account, hand, tenant.contact_delay_of(account))

        return self._handle(tenant, entry_id, EntryState.IGNORED, hand, change)

    def take_up_again(self, org: str, entry_id: str) -> InboxEntry:
        """Undoes `ignore`: the reply waits for a person as it did, and holds what it held. The account first,
        so that an entry said to be pending has its hold. Raises NotFound; Refused when it was not ignored, or
        its customer has written again since.
        """
        tenant, entry = self._tenant(org), self.inbox.get(org, entry_id)
        if entry.state in (EntryState.PENDING, EntryState.UNMATCHED):
            return entry
        if entry.state is not EntryState.IGNORED:
            raise Refused(Fault("reply_not_ignored", "entry", {"state": entry.state}))
        now = self.clock.now()
        today = tenant.calendar.today(now)
        look_at = tenant.calendar.start_of(tenant.calendar.working_day_after(today, OWNER_REMINDED_AFTER))
        state = EntryState.PENDING if entry.customer else EntryState.UNMATCHED
        waits = replace(entry, state=state, handled_by=None, handled_at=None)

        def asked_again(account: Account) -> Account:
            if (task := open_reply(account)) and task.entries[-1] > entry.id:
                raise Refused(Fault("reply_superseded", "entry", {"latest": task.entries[-1]}))
            return followed(account, waits, tenant.organization, tenant.calendar, today)

        if entry.customer is not None:
            self.change_account.run(tenant, entry.customer, asked_again)

        def pending(found: InboxEntry) -> InboxEntry:
            if found.state is not EntryState.IGNORED:
                return found
            due = look_at if found.customer else None
            return replace(found, state=state, handled_by=None, handled_at=None, look_at=due)

        return change_entry(self.inbox, org, entry_id, pending)

    def pause(self, org: str, entry_id: str, member: str, until: date | None) -> InboxEntry:
        """The customer's plans stop until the start of that day; None: until somebody lifts it."""
        tenant = self._tenant(org)
        hand = self._hand(tenant, member)
        if until is not None and until <= hand.today:
            raise Refused(Fault("pause_in_the_past", "until", {"until": until.isoformat()}))
        change = partial(paused, hand=hand, until=until)
        return self._handle(tenant, entry_id, EntryState.PAUSED, hand, change)

    def answer(self, org: str, entry_id: str, member: str, answer: ReplyAnswer) -> InboxEntry | NotAnswered:
        """Sends it from the member's own address (A4), in the thread. Raises NotFound, Refused, Conflict.

        A second call for an answer that is under way, or gone, never sends another.
        """
        tenant, entry = self._tenant(org), self.inbox.get(org, entry_id)
        if entry.state is EntryState.ANSWERED:
            return entry
        self._must_be_open(entry, EntryState.PENDING)
        if entry.claim is not None:
            return self.finish(tenant, entry)
        composed = self._compose(tenant, entry, member, answer)
        claimed = self._claimed(entry, member)
        mail = _AnswerMail(self, tenant, claimed, composed)
        match self.leave.run(mail, self.mailer):
            case Throttled(reason=reason):
                return NotAnswered(self.inbox.get(org, entry_id), reason, again=True)
            case Rejected(reason=reason):
                return NotAnswered(self.inbox.get(org, entry_id), reason, again=False)
            case Accepted() | Unknown():
                return self.inbox.get(org, entry_id)

    def finish(self, tenant: Tenant, entry: InboxEntry) -> InboxEntry:
        """All that follows the sending of a claimed entry. Raises Refused while a worker may be at it."""
        if entry.claim is None:
            return entry
        ref, outreaches = _ref(entry), self.leave.outreaches
        known = outreaches.get(ref)
        if known is None or known.status is EmailStatus.PENDING:
            if self.clock.now() < entry.claim.at + LEASE:
                raise Refused(Fault("answer_under_way", "entry"))
            lost = Outreach(ref, EmailStatus.PENDING, automatic=False, answers=entry.id)
            known = self.leave.became(lost, self.mailer)
        hand = self._hand(tenant, entry.claim.member)
        if known.status is EmailStatus.FAILED:
            return self.unclaimed(entry)
        self.change_account.run(
            tenant, ref.customer, lambda account: self._answered(tenant, account, entry, known, hand)
        )
        heard = outreaches.get(ref)
        if heard and heard.status.left_us:
            close_review(self.change_account, tenant, ref)
        return change_entry(
            self.inbox, entry.org, entry.id, lambda e: e.handled_as(EntryState.ANSWERED, hand.by, hand.at)
        )

    # --- how ---

    def _tenant(self, org: str) -> Tenant:
        return self.tenants.of(org, self.clock.now())

    def _hand(self, tenant: Tenant, member: str) -> Hand:
        now = self.clock.now()
        return Hand(member, now, tenant.calendar.today(now))

    def _answered(
        self, tenant: Tenant, account: Account, entry: InboxEntry, sent: Outreach, hand: Hand
    ) -> Account:
        """A later mail keeps its hold and its to-do; that we wrote counts all the same."""
        task = open_reply(account)
        if task is None or task.entries[-1] == entry.id:
            account = answered(account, hand, tenant.contact_delay_of(account))
        else:
            account = replace(account, customer=replace(account.customer, contacted_on=hand.today))
        return (
            account
            if sent.status.left_us
            else account.with_task(review_of(sent.ref, hand.today, owner=hand.by, detail=sent.detail))
        )

    def _handle(
        self,
        tenant: Tenant,
        entry_id: str,
        state: EntryState,
        hand: Hand,
        change: Callable[[Account], Account],
    ) -> InboxEntry:
        """The account first: an entry said to be handled must not leave a hold behind."""
        entry = self.inbox.get(tenant.id, entry_id)
        if entry.state is state:
            return entry
        self._must_be_open(entry, EntryState.PENDING, *_ALSO_OPEN.get(state, ()))
        if entry.customer is not None:
            self.change_account.run(
                tenant, entry.customer, lambda account: change(_only_latest(account, entry))
            )
        return change_entry(self.inbox, tenant.id, entry_id, lambda e: e.handled_as(state, hand.by, hand.at))

    @staticmethod
    def _must_be_open(entry: InboxEntry, *states: EntryState) -> None:
        if entry.state not in states:
            raise Refused(Fault("reply_not_open", "entry", {"state": entry.state}))

    def _claimed(self, entry: InboxEntry, member: str) -> InboxEntry:
        """Raises Conflict when somebody else was first."""
        outreach = derived("answer", entry.org, entry.id, str(entry.refusals))
        claim = AnswerClaim(outreach, self.clock.now().replace(microsecond=0), member)
        return self.inbox.update(replace(entry, claim=claim, look_at=claim.at + LEASE))

    def unclaimed(self, entry: InboxEntry) -> InboxEntry:
        """The entry without its claim: certainly nothing left, and the next attempt has another name."""
        now = self.clock.now()

        def released(found: InboxEntry) -> InboxEntry:
            if found.claim != entry.claim:
                return found
            return replace(found, claim=None, refusals=found.refusals + 1, look_at=now + LEASE)

        return change_entry(self.inbox, entry.org, entry.id, released)

    def _compose(self, tenant: Tenant, entry: InboxEntry, member_id: str, answer: ReplyAnswer) -> Composed:
        organization = tenant.organization
        member = organization.active_member(member_id)
        if member is None or entry.customer is None:
            raise NotFound(f"member {member_id}")
        account = self.change_account.accounts.load(organization.id, entry.customer)
        _only_latest(account, entry)
        named = (entry.match.enrolment if entry.match else None) or Enrolment.identity(
            organization.id, entry.customer, None
        )
        return self.compose(
            AnswerMail(
                answer=answer,
                entry=entry,
                sender=from_address(member, organization, self.fallback_sender),
                reply_to=self.replies().of(organization.id, named),
                language=organization.language_of(account.customer.language),
            )
        )


# What matched nobody can only be ignored, or assigned to somebody first.
_ALSO_OPEN = {EntryState.IGNORED: (EntryState.UNMATCHED,)}


def _only_latest(account: Account, entry: InboxEntry) -> Account:
    """Raises Refused when the customer has written again: the later mail is the one to handle (D4)."""
    task = open_reply(account)
    if task and entry.id in task.entries[:-1]:
        raise Refused(Fault("reply_superseded", "entry", {"latest": task.entries[-1]}))
    return account


@dataclass(frozen=True)
class _AnswerMail:
    """A person's answer, claimed on the entry that it answers (`Departure`)."""

    handle: HandleReply
    tenant: Tenant
    entry: InboxEntry
    composed: Composed
    is_recorded_by_its_claim: bool = False

    @property
    def message(self) -> Envelope:
        return self.composed.envelope

    @property
    def record(self) -> Outreach:
        entry = self.entry
        return replace(
            pending(_ref(entry), self.composed.envelope.recipients, self.composed),
            automatic=False,
            sender=entry.claim.member if entry.claim else "",
            enrolment=entry.match.enrolment if entry.match else None,
            answers=entry.id,
        )

    def confirm(self, told: Outreach, result: SendResult) -> None:
        match result:
            case Throttled() | Rejected():
                self.handle.unclaimed(self.entry)
            case Accepted() | Unknown():
                self.handle.finish(self.tenant, self.entry)


def _ref(entry: InboxEntry) -> OutreachRef:
    if entry.claim is None or entry.customer is None:
        raise Conflict(f"nobody answers {entry.id}")
    return OutreachRef(entry.org, entry.customer, entry.claim.at, entry.claim.outreach)
