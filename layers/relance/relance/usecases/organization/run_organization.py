"""What an organization decides for itself: its plans, its switch. Every customer is then decided afresh."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.organization import Organization
from relance.domain.plan import DunningPlan
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenants
from relance.usecases.organization.change_organization import Change, changed, decided
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.organizations import Organizations, Plans


@dataclass(frozen=True)
class RunOrganization:
    organizations: Organizations
    plans: Plans
    tenants: Tenants
    change_account: ChangeAccount
    clock: Clock

    def publish(self, org: str, plan: DunningPlan, *, as_default: bool = False) -> Organization:
        """A new immutable version; enrolments move to it at their place. The first plan is the default.

        Raises Refused when a step was moved past another, Conflict when the version is published already.
        """
        organization = self.issue(org, plan, as_default=as_default)
        self.decide_all(org)
        return organization

    def issue(self, org: str, plan: DunningPlan, *, as_default: bool = False) -> Organization:
        """As `publish`, but leaves it to the caller to have every customer decided afresh."""
        organization, previous = self.organizations.get(org), None
        if plan.id in organization.plans:
            previous = self.plans.get(org, plan.id, organization.plans[plan.id])
            plan.succeeds(previous)
        self.plans.publish(org, plan.automated_since(previous, self._today(org)))

        def published(organization: Organization) -> Organization:
            default = plan.id if as_default else organization.default_plan or plan.id
            version = max(plan.version, organization.plans.get(plan.id, 0))
            plans, archived = {**organization.plans, plan.id: version}, organization.archived - {plan.id}
            return replace(organization, plans=plans, default_plan=default, archived=archived)

        return changed(self.organizations, org, published)[1]

    def switch_sending(self, org: str, *, on: bool) -> Organization:
        """The org-wide stop, and its end without the confirmation that `SwitchSending` asks for."""
        today = self._today(org)
        return self._changed(org, lambda now: replace(now, sending=on, stopped_on=today))

    def _today(self, org: str) -> date:
        now = self.clock.now()
        return self.tenants.of(org, now).calendar.today(now)

    def _changed(self, org: str, change: Change) -> Organization:
        _, after = changed(self.organizations, org, change)
        self.decide_all(org)
        return after

    def decide_all(self, org: str) -> None:
        revision = self.organizations.get(org).undecided
        self.decide(org, self.change_account.accounts.customers(org))
        decided(self.organizations, org, revision)

    def decide(self, org: str, customers: Iterable[str]) -> None:
        """Safe to repeat: a customer already decided is left as it is."""
        tenant = self.tenants.of(org, self.clock.now())
        for customer in customers:
            self.change_account.run(tenant, customer, self._told)

    def _told(self, account: Account) -> Account:
        """A worker that is sending meanwhile, on what was decided before, finds its enrolment changed.

        One that waits for news of a mail has nobody at work on it, and is looked at when it was to be.
        """
        now = self.clock.now()
        for enrolment in account.enrolments.values():
            if enrolment.is_sending:
                told = replace(enrolment, next_at=max(enrolment.next_at or now, now))
                account = account.with_enrolment(told)
        return account
