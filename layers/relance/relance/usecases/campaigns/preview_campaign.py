"""Whom a campaign would write to today, whom it would leave out and why, and what they would read."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.campaign import Campaign
from relance.domain.customer import Customer
from relance.domain.errors import Fault, NotFound, Refused
from relance.usecases.campaigns.prepare_mail import Prepared, PrepareMail
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.listings import Listings, Page
from relance.usecases.sending.attachments import Attachments

# So many are looked through for one page, and of these so many accounts are read.
_LOOKED_THROUGH = 1_000
_READ = 100


@dataclass(frozen=True, slots=True)
class Previewed:
    customer: Customer
    prepared: Prepared


@dataclass(frozen=True)
class PreviewCampaign:
    listings: Listings
    accounts: Accounts
    prepare: PrepareMail
    attachments: Attachments
    clock: Clock

    def page(self, tenant: Tenant, campaign: Campaign, limit: int, after: str | None) -> Page[Previewed]:
        """The customers that the filter means, by id. A page may hold fewer than `limit`, even none, and go
        on: it looks at a bounded number of customers.
        """
        found: list[Previewed] = []
        looked = read = 0
        while looked < _LOOKED_THROUGH:
            lines = self.listings.customers(tenant.id, _READ, after)
            for line in lines.lines:
                looked, after = looked + 1, line.customer.id
                if campaign.selection.may_mean(line.customer, line.contacts, tenant.organization):
                    read += 1
                    shown = self._previewed(tenant, campaign, line.customer.id)
                    found += [shown] if shown and shown.prepared else []
                if len(found) == limit or read == _READ:
                    is_last = lines.after is None and line is lines.lines[-1]
                    return Page(tuple(found), None if is_last else after)
            after = lines.after
            if after is None:
                break
        return Page(tuple(found), after)

    def one(self, tenant: Tenant, campaign: Campaign, customer: str) -> Previewed:
        """Raises NotFound, or Refused when the filter does not mean the customer."""
        shown = self._previewed(tenant, campaign, customer)
        if shown is None:
            raise NotFound(f"customer {customer}")
        if shown.prepared is None:
            raise Refused(Fault("not_meant", "customer"))
        return shown

    def _previewed(self, tenant: Tenant, campaign: Campaign, customer: str) -> Previewed | None:
        try:
            account = self.accounts.load(tenant.id, customer)
        except NotFound:
            return None
        prepared = self.prepare.run(tenant, campaign, account, (), self.clock.now())
        return Previewed(account.customer, prepared)
