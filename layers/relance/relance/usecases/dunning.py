"""All that people do with plans, to-dos and what is to come: the use cases over one set of ports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from relance.domain.plan_draft import PlanDraft
from relance.domain.reply_address import ReplyAddresses
from relance.domain.template import Template
from relance.usecases.customers.handle_task import HandleTask
from relance.usecases.customers.list_actions import ListActions
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.explain import ExplainCustomer
from relance.usecases.deciding.foretell import Foretell
from relance.usecases.deciding.mail_simulation import MailSimulation
from relance.usecases.organization.change_organization import ChangeOrganization
from relance.usecases.organization.run_organization import RunOrganization
from relance.usecases.plans.check_plan import CheckPlan
from relance.usecases.plans.manage_plans import ManagePlans
from relance.usecases.plans.publish_plan import PublishPlan
from relance.usecases.plans.write_template import WriteTemplate
from relance.usecases.ports.composing import Composer, ComposeSimulation
from relance.usecases.ports.dispatching import Redecide
from relance.usecases.ports.listings import Listings, TaskList
from relance.usecases.ports.mailing import Mailer, Notifier
from relance.usecases.ports.organizations import Plans
from relance.usecases.ports.outreaches import History, Outreaches
from relance.usecases.ports.shelf import Shelf
from relance.usecases.ports.words import Explain, ExplainSent, Messages
from relance.usecases.sending.send_by_hand import SendByHand
from relance.usecases.sending.send_next import SendNext
from relance.usecases.sending.try_reminder import TryReminder


@dataclass(frozen=True)
class Dunning:
    """`drafts` and `templates` are what an organization keeps; `tasks` and `history` what it looks over."""

    plans: Plans
    drafts: Shelf[PlanDraft]
    templates: Shelf[Template]
    tasks: TaskList
    history: History
    outreaches: Outreaches
    listings: Listings
    change_account: ChangeAccount
    change_organization: ChangeOrganization
    run_organization: RunOrganization
    redecide: Redecide
    messages: Messages
    explain: Explain
    explain_sent: ExplainSent
    compose_simulation: ComposeSimulation
    composer: Composer
    mailer: Mailer
    notifier: Notifier
    replies: Callable[[], ReplyAddresses]
    fallback_sender: str

    @cached_property
    def manage_plans(self) -> ManagePlans:
        return ManagePlans(self.plans, self.drafts, self.listings, self.change_organization)

    @cached_property
    def check_plan(self) -> CheckPlan:
        return CheckPlan(self.plans, self.messages)

    @cached_property
    def publish_plan(self) -> PublishPlan:
        return PublishPlan(
            self.check_plan,
            self.drafts,
            self.listings,
            self.change_account.accounts,
            self.run_organization,
            self.redecide,
        )

    @cached_property
    def write_template(self) -> WriteTemplate:
        return WriteTemplate(self.templates, self.change_account.accounts, self.messages)

    @cached_property
    def handle_task(self) -> HandleTask:
        return HandleTask(self.change_account)

    @cached_property
    def send_by_hand(self) -> SendByHand:
        return SendByHand(
            self.handle_task,
            self.outreaches,
            self.composer,
            self.mailer,
            self.replies,
            self.fallback_sender,
            self.change_account.clock,
        )

    @cached_property
    def send_next(self) -> SendNext:
        return SendNext(
            self.change_account,
            self.outreaches,
            self.composer,
            self.mailer,
            self.replies,
            self.fallback_sender,
        )

    @cached_property
    def list_actions(self) -> ListActions:
        return ListActions(self.history, self.outreaches, self.tasks)

    @cached_property
    def explain_customer(self) -> ExplainCustomer:
        return ExplainCustomer(self.change_account.accounts, self.outreaches)

    @cached_property
    def foretell(self) -> Foretell:
        return Foretell(self.change_account.accounts, self.listings)

    @cached_property
    def mail_simulation(self) -> MailSimulation:
        return MailSimulation(self.foretell, self.compose_simulation, self.notifier, self.fallback_sender)

    @cached_property
    def try_reminder(self) -> TryReminder:
        accounts = self.change_account.accounts
        return TryReminder(accounts, self.composer, self.notifier, self.fallback_sender)
