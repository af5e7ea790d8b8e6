"""The laptop's way in for an administrator: the product's own use cases, over the deployed tables."""

from __future__ import annotations

import os
from dataclasses import dataclass

from local.engine import own_environment
from local.laptop import Laptop
from local.cloud import REGION
from relance.gateways.holidays import PackageHolidays
from relance.runtime.clock import ShiftedClock
from relance.store.dynamo.accounts import DynamoAccounts
from relance.store.dynamo.organizations import DynamoOrganizations, DynamoPlans
from relance.store.dynamo.outreaches import DynamoOutreaches
from relance.store.dynamo.tables import Tables, TableSettings
from relance.store.dynamo.wire import Wire
from relance.usecases.change_account import ChangeAccount
from relance.usecases.run_organization import RunOrganization
from relance.usecases.simulate import Simulate
from relance.usecases.tenants import Tenants


@dataclass(frozen=True)
class BackOffice:
    organizations: DynamoOrganizations
    accounts: DynamoAccounts
    outreaches: DynamoOutreaches
    tenants: Tenants
    run_organization: RunOrganization
    simulate: Simulate

    @classmethod
    def of(cls, laptop: Laptop) -> BackOffice:
        """This process works for the laptop from here on: it forgets the person's own AWS account."""
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(own_environment())
        stack = laptop.stack
        settings = TableSettings(stack.core_table, stack.log_table, REGION, laptop.ports.engine_url)
        tables, wire, clock = Tables.bound(settings), Wire(settings), ShiftedClock(laptop.state.clock)
        organizations, plans, accounts = DynamoOrganizations(tables), DynamoPlans(tables), DynamoAccounts(tables, wire)
        tenants = Tenants(organizations, plans, PackageHolidays())
        return cls(
            organizations=organizations,
            accounts=accounts,
            outreaches=DynamoOutreaches(tables, wire),
            tenants=tenants,
            run_organization=RunOrganization(organizations, plans, tenants, ChangeAccount(accounts, clock), clock),
            simulate=Simulate(tenants, accounts, clock),
        )
