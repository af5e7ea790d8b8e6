"""A draft becomes a version in force, and what that changes is seen before (domain.md, plan edited)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count

from relance.again import again
from relance.domain.decision import CreateTask, Execute
from relance.domain.errors import Conflict
from relance.domain.organization import Organization
from relance.domain.plan import DunningPlan
from relance.domain.plan_draft import PlanDraft
from relance.domain.plan_warning import PlanWarning
from relance.domain.simulation import Forecast
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.organization.run_organization import RunOrganization
from relance.usecases.plans.check_plan import CheckPlan
from relance.usecases.plans.warn_of_plan import WarnOfPlan
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.dispatching import Redecide
from relance.usecases.ports.listings import Listings, Page
from relance.usecases.ports.organizations import PublishedPlans
from relance.usecases.ports.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Effect:
    """What one customer gets on that day as things are, and as they would be; the two differ."""

    customer: str
    before: tuple[Forecast, ...]
    after: tuple[Forecast, ...]


@dataclass(frozen=True)
class PublishPlan:
    check: CheckPlan
    drafts: Shelf[PlanDraft]
    listings: Listings
    accounts: Accounts
    run_organization: RunOrganization
    redecide: Redecide
    warn: WarnOfPlan

    def run(self, tenant: Tenant, draft: PlanDraft, *, as_default: bool) -> DunningPlan:
        """Publishes it; the draft is gone then. Raises Refused with every fault, Conflict."""
        plan = self._issued(tenant.organization, draft, as_default=as_default)
        self.redecide.all_of(tenant.id)
        with suppress(Conflict):  # changed by somebody meanwhile: that is the draft of the next version
            self.drafts.remove(tenant.id, draft)
        return plan

    def _issued(self, organization: Organization, draft: PlanDraft, *, as_default: bool) -> DunningPlan:
        """A number that is taken is that of a version which was written, but never came into force."""
        plan = self.check.next_version(organization, draft)
        versions = count(plan.version)

        def attempt() -> DunningPlan:
            issued = replace(plan, version=next(versions))
            self.run_organization.issue(organization.id, issued, as_default=as_default)
            return self.run_organization.plans.get(organization.id, issued.id, issued.version)

        return again(attempt, f"plan {plan.id}")

    def warnings(
        self, tenant: Tenant, draft: PlanDraft, now: datetime, *, as_default: bool
    ) -> tuple[PlanWarning, ...]:
        """What is worth a second thought, though it may be published. Raises Refused with every fault."""
        new = self.as_published(tenant, draft, now, as_default=as_default)
        plan = new.plans.get(new.id, draft.id, new.organization.plans[draft.id])
        return tuple(self.warn.run(new, plan, now))

    def next_sending_day(self, tenant: Tenant, now: datetime) -> date:
        """Today, as long as its window is not over."""
        return tenant.calendar.as_of(now).sending_day(tenant.calendar.today(now))

    def preview(
        self,
        tenant: Tenant,
        draft: PlanDraft,
        now: datetime,
        limit: int,
        after: str | None,
        *,
        as_default: bool,
    ) -> Page[Effect]:
        """What publishing would change on the next sending day, for at most `limit` customers a page.

        Nothing is written. Raises Refused with every fault of the draft.
        """
        new = self.as_published(tenant, draft, now, as_default=as_default)
        page = self.listings.customers(tenant.id, limit, after)
        now_, then = tenant.organization, new.organization
        customers = (line.customer for line in page.lines)
        concerned = (c.id for c in customers if draft.id in (now_.plan_of(c), then.plan_of(c)))
        effects = (self._effect(tenant, new, customer, now) for customer in concerned)
        return Page(tuple(effect for effect in effects if effect), page.after)

    def _effect(self, old: Tenant, new: Tenant, customer: str, now: datetime) -> Effect | None:
        account, day = self.accounts.load(old.id, customer), self.next_sending_day(old, now)
        today = old.calendar.today(now)
        before, after = (
            tuple(f for f in tenant.simulate(account, today, day, now) if f.day == day and _acts(f))
            for tenant in (old, new)
        )
        same = [_what(forecast) for forecast in before] == [_what(forecast) for forecast in after]
        return None if same else Effect(customer, before, after)

    def as_published(
        self, tenant: Tenant, draft: PlanDraft, now: datetime, *, as_default: bool = False
    ) -> Tenant:
        """The tenant as if the draft were published: what is simulated for it follows the draft. Raises
        Refused with every fault of the draft.
        """
        organization = tenant.organization
        current = self.check.current(organization, draft.id)
        next_version = self.check.next_version(organization, draft)
        plan = next_version.automated_since(current, tenant.calendar.today(now))
        default = draft.id if as_default else organization.default_plan or draft.id
        plans = {**organization.plans, plan.id: plan.version}
        organization = replace(organization, plans=plans, default_plan=default)
        return replace(tenant, organization=organization, plans=_WithDraft(tenant.plans, plan))


@dataclass(frozen=True)
class _WithDraft:
    """The plans as if one more version were published."""

    published: PublishedPlans
    plan: DunningPlan

    def get(self, org: str, plan: str, version: int) -> DunningPlan:
        asked = (plan, version) == (self.plan.id, self.plan.version)
        return self.plan if asked else self.published.get(org, plan, version)


def _acts(forecast: Forecast) -> bool:
    return isinstance(forecast.decision, Execute | CreateTask)


def _what(forecast: Forecast) -> tuple[object, ...]:
    """What reaches somebody: equal when only the day or the reason of it differs."""
    decision = forecast.decision
    if not isinstance(decision, Execute | CreateTask):
        return ()
    step, invoices = replace(decision.due.step, automated_on=None), decision.due.invoices
    return type(decision), forecast.enrolment, step, tuple(invoice.number for invoice in invoices)
