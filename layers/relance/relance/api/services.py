"""All that the routes may use of the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from relance.usecases.api_ports import ApiKeys, Listings, Memory, People, Rates, Redecide
from relance.usecases.change_account import ChangeAccount
from relance.usecases.change_organization import ChangeOrganization
from relance.usecases.ports import Accounts, Clock, Organizations, Outreaches, Plans
from relance.usecases.run_organization import RunOrganization
from relance.usecases.simulate import Simulate
from relance.usecases.tenants import Tenants


@dataclass(frozen=True)
class Services:
    """`secret` signs cursors and is read when first needed; `new_id` is random, `[a-z2-7]{16}`."""

    clock: Clock
    organizations: Organizations
    plans: Plans
    accounts: Accounts
    outreaches: Outreaches
    tenants: Tenants
    change_account: ChangeAccount
    change_organization: ChangeOrganization
    run_organization: RunOrganization
    simulate: Simulate
    listings: Listings
    api_keys: ApiKeys
    people: People
    memory: Memory
    rates: Rates
    redecide: Redecide
    secret: Callable[[], bytes]
    new_id: Callable[[], str]
