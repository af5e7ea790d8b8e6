"""The administrator's way in: the product's own use cases, over what the laptop has deployed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from local.cloud import REGION
from local.engine import forget_the_world
from local.errors import LaptopError
from local.laptop import Laptop
from local.stack import DUE_SHARDS
from relance.domain.errors import NotFound
from relance.domain.simulation import Forecast
from relance.gateways.holidays import PackageHolidays
from relance.runtime.clock import ShiftedClock
from relance.store.dynamo.accounts import DynamoAccounts
from relance.store.dynamo.api_keys import DynamoApiKeys
from relance.store.dynamo.erasures import DynamoErasures
from relance.store.dynamo.organizations import DynamoOrganizations, DynamoPlans
from relance.store.dynamo.outreaches import DynamoOutreaches
from relance.store.dynamo.tables import Tables, TableSettings
from relance.store.dynamo.wire import Wire
from relance.store.memory_api import RedecideNow
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.organization.change_organization import ChangeOrganization
from relance.usecases.organization.run_organization import RunOrganization
from relance.usecases.organization.switch_sending import SwitchSending
from relance.usecases.ports.clock import Clock


@dataclass(frozen=True)
class BackOffice:
    """Everything goes to the laptop's engine. Its functions see a change at their next call."""

    organizations: DynamoOrganizations
    accounts: DynamoAccounts
    outreaches: DynamoOutreaches
    api_keys: DynamoApiKeys
    tenants: Tenants
    change_account: ChangeAccount
    run_organization: RunOrganization
    switch_sending: SwitchSending
    clock: Clock

    @classmethod
    def of(cls, laptop: Laptop) -> Self:
        """From here on this process has the laptop's environment: the person's way to AWS is forgotten."""
        forget_the_world()
        stack, clock = laptop.stack, ShiftedClock(laptop.state.clock)
        settings = TableSettings(stack.core_table, stack.log_table, REGION, laptop.cloud.endpoint, DUE_SHARDS)
        tables, wire = Tables.bound(settings), Wire(settings)
        organizations, plans = DynamoOrganizations(tables), DynamoPlans(tables)
        accounts = DynamoAccounts(tables, wire)
        tenants = Tenants(organizations, plans, PackageHolidays())
        change_account = ChangeAccount(accounts, DynamoErasures(tables, wire), clock)
        run_organization = RunOrganization(organizations, plans, tenants, change_account, clock)
        change_organization = ChangeOrganization(organizations, RedecideNow(run_organization.decide_all))
        return cls(
            organizations=organizations,
            accounts=accounts,
            outreaches=DynamoOutreaches(tables, wire),
            api_keys=DynamoApiKeys(tables, wire),
            tenants=tenants,
            change_account=change_account,
            run_organization=run_organization,
            switch_sending=SwitchSending(accounts, tenants, change_organization, clock),
            clock=clock,
        )

    def has(self, org: str) -> bool:
        try:
            self.organizations.get(org)
        except NotFound:
            return False
        return True

    def need(self, org: str) -> None:
        """LaptopError when there is no such organization."""
        if not self.has(org):
            raise LaptopError(f"no organization {org} here: `relance demo` makes one named demo")

    def tenant(self, org: str) -> Tenant:
        return self.tenants.of(org, self.clock.now())

    def simulate_on(self, org: str, first: date, last: date) -> Iterator[Forecast]:
        """What the days would do with sending switched on: what a person sees before switching it."""
        now = self.clock.now()
        tenant = self.tenants.of(org, now)
        tenant = replace(tenant, organization=replace(tenant.organization, sending=True))
        for customer in self.accounts.customers(org):
            yield from tenant.simulate(self.accounts.load(org, customer), first, last, now)
