"""One organization as its settings stand now: the rules every decision about its customers is made under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from relance.domain.arrivals import arrives, timed
from relance.domain.calendar import SendingCalendar
from relance.domain.customer import NO_PLAN, Account
from relance.domain.decision import Decision
from relance.domain.engine import decide
from relance.domain.enrolling import enrolled
from relance.domain.enrolment import Enrolment
from relance.domain.organization import Organization
from relance.domain.plan import DunningPlan
from relance.domain.promising import judged
from relance.domain.scheduling import looked_at, redecided
from relance.domain.simulation import Forecast, simulate
from relance.domain.what_next import asked_what_next
from relance.usecases.ports.organizations import Holidays, Organizations, PublishedPlans


@dataclass(frozen=True)
class Tenant:
    organization: Organization
    calendar: SendingCalendar
    plans: PublishedPlans

    @property
    def id(self) -> str:
        return self.organization.id

    def plan_of(self, account: Account) -> DunningPlan | None:
        """The plan the customer follows, in its current version; None for no automatic reminders."""
        plan = self.organization.plan_of(account.customer)
        if plan is None or plan == NO_PLAN:
            return None
        return self.plans.get(self.id, plan, self.organization.plans[plan])

    def contact_delay_of(self, account: Account) -> int:
        """The least days between two contacts of the customer, by the plan it follows; 0 without a plan."""
        plan = self.plan_of(account)
        return plan.min_contact_delay_days if plan else 0

    def prepared(self, account: Account, today: date) -> Account:
        """The account under the organization's holds, its promises judged, enrolled as its plan calls for."""
        account = judged(self.organization.over(account, today), self.id, today)
        account = timed(account, self.calendar.start_of)
        return enrolled(account, self.plan_of(account), self.id, today)

    def decide(self, account: Account, enrolment: Enrolment, now: datetime) -> Decision:
        calendar = self.calendar.as_of(now)
        return decide(account, enrolment, self._plan(enrolment), calendar, calendar.today(now))

    def looked_at(self, account: Account, enrolment: Enrolment, now: datetime) -> Account:
        plan, today = self._plan(enrolment), self.calendar.today(now)
        account = looked_at(account, enrolment, plan, self.calendar, now)
        own = account.enrolments[enrolment.id]
        return asked_what_next(account, {plan.id: plan}, self.id, today, only=own)

    def redecided(self, account: Account, now: datetime) -> Account:
        """What every change of an account ends with."""
        prepared = self.prepared(account, self.calendar.today(now))
        plans = self._plans_in(prepared)
        decided = redecided(prepared, plans, self.calendar, now)
        return asked_what_next(decided, plans, self.id, self.calendar.today(now))

    def simulate(self, account: Account, first: date, last: date, now: datetime) -> Iterator[Forecast]:
        prepared, calendar = self.prepared(account, first), self.calendar.as_of(now)
        plans = self._plans_in(prepared)
        return simulate(prepared, plans, calendar, self.id, first, last, self._on)

    def _on(self, account: Account, day: date) -> Account:
        """The account as a coming day finds it, though nobody does anything until then."""
        return self.prepared(account, day) if arrives(account, day) else self.organization.over(account, day)

    def _plan(self, enrolment: Enrolment) -> DunningPlan:
        return self.plans.get(self.id, enrolment.plan, enrolment.plan_version)

    def _plans_in(self, account: Account) -> dict[str, DunningPlan]:
        """The plan of each enrolment by the plan's id, in its current version: an enrolment that is being
        sent may be on an older version.
        """
        in_order = sorted(account.enrolments.values(), key=lambda enrolment: enrolment.plan_version)
        return {enrolment.plan: self._plan(enrolment) for enrolment in in_order}


@dataclass(frozen=True)
class Tenants:
    organizations: Organizations
    plans: PublishedPlans
    holidays: Holidays

    def of(self, org: str, now: datetime) -> Tenant:
        """Reads the organization afresh. Raises NotFound."""
        organization = self.organizations.get(org)
        return Tenant(organization, self.calendar(organization, now), self.plans)

    def calendar(self, organization: Organization, now: datetime) -> SendingCalendar:
        """Raises Refused for a country without known holidays."""
        closed = organization.blackout
        if organization.holidays:
            closed |= self.holidays.closed(organization.holidays, (now.year - 1, now.year, now.year + 1))
        return SendingCalendar(ZoneInfo(organization.zone), organization.window, closed)
