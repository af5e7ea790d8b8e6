"""Every use case over one set of stores: how the product is put together, whatever it runs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from relance.domain.reply_address import ReplyAddresses
from relance.inbound.reader import InboundReader
from relance.rendering import answer, notification
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.simulate import Simulate
from relance.usecases.deciding.tenants import Tenants
from relance.usecases.importing.import_rows import ImportRows
from relance.usecases.organization.run_organization import RunOrganization
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.composing import Composer
from relance.usecases.ports.dispatching import DueQueue, Watermark
from relance.usecases.ports.enrolments import Enrolments
from relance.usecases.ports.inbox import Inbox, Mails
from relance.usecases.ports.mailing import Mailer, Notifier
from relance.usecases.ports.organizations import Holidays, Organizations, Plans
from relance.usecases.ports.outreaches import Outreaches
from relance.usecases.replies.assign_reply import AssignReply
from relance.usecases.replies.follow_up import FollowUp
from relance.usecases.replies.handle_reply import HandleReply
from relance.usecases.replies.match_reply import MatchReply
from relance.usecases.replies.notify_member import NotifyMember
from relance.usecases.replies.receive_reply import ReceiveReply
from relance.usecases.replies.remind_of_replies import RemindOfReplies
from relance.usecases.sending.dispatch_due import DispatchDue
from relance.usecases.sending.execute_step import ExecuteStep
from relance.usecases.sending.record_email_event import RecordEmailEvent


@dataclass(frozen=True)
class House:
    clock: Clock
    organizations: Organizations
    plans: Plans
    accounts: Accounts
    enrolments: Enrolments
    outreaches: Outreaches
    queue: DueQueue
    watermark: Watermark
    holidays: Holidays
    composer: Composer
    mailer: Mailer
    replies: Callable[[], ReplyAddresses]
    fallback_sender: str
    new_attempt: Callable[[], str]
    inbox: Inbox
    mails: Mails
    notifier: Notifier
    entry_url: str

    @cached_property
    def tenants(self) -> Tenants:
        return Tenants(self.organizations, self.plans, self.holidays)

    @cached_property
    def change_account(self) -> ChangeAccount:
        return ChangeAccount(self.accounts, self.clock)

    @cached_property
    def import_rows(self) -> ImportRows:
        return ImportRows(self.change_account)

    @cached_property
    def run_organization(self) -> RunOrganization:
        return RunOrganization(self.organizations, self.plans, self.tenants, self.change_account, self.clock)

    @cached_property
    def simulate(self) -> Simulate:
        return Simulate(self.tenants, self.accounts, self.clock)

    @cached_property
    def dispatch_due(self) -> DispatchDue:
        return DispatchDue(self.enrolments, self.queue, self.watermark, self.clock)

    @cached_property
    def execute_step(self) -> ExecuteStep:
        return ExecuteStep(
            self.tenants,
            self.accounts,
            self.enrolments,
            self.outreaches,
            self.composer,
            self.mailer,
            self.replies,
            self.fallback_sender,
            self.clock,
            self.new_attempt,
        )

    @cached_property
    def record_email_event(self) -> RecordEmailEvent:
        return RecordEmailEvent(self.tenants, self.outreaches, self.change_account, self.clock)

    @cached_property
    def notify_member(self) -> NotifyMember:
        return NotifyMember(self.notifier, notification.compose, self.fallback_sender, self.entry_url)

    @cached_property
    def follow_up(self) -> FollowUp:
        return FollowUp(self.inbox, self.change_account, self.notify_member, self.clock)

    @cached_property
    def receive_reply(self) -> ReceiveReply:
        return ReceiveReply(
            self.mails,
            self.inbox,
            InboundReader(),
            MatchReply(self.accounts, self.outreaches),
            self.follow_up,
            self.tenants,
            self.replies,
            self.fallback_sender,
            self.clock,
        )

    @cached_property
    def assign_reply(self) -> AssignReply:
        return AssignReply(self.inbox, self.tenants, self.change_account, self.follow_up, self.clock)

    @cached_property
    def handle_reply(self) -> HandleReply:
        return HandleReply(
            self.inbox,
            self.tenants,
            self.change_account,
            self.outreaches,
            self.mailer,
            answer.compose,
            self.replies,
            self.fallback_sender,
            self.clock,
        )

    @cached_property
    def remind_of_replies(self) -> RemindOfReplies:
        return RemindOfReplies(
            self.inbox,
            self.tenants,
            self.change_account,
            self.handle_reply,
            self.follow_up,
            self.notify_member,
            self.clock,
        )
