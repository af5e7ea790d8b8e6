"""An organization's customers decided afresh, some at a time, until all are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from relance.usecases.organization.change_organization import decided
from relance.usecases.organization.run_organization import RunOrganization
from relance.usecases.ports.dispatching import RedecideQueue
from relance.usecases.ports.listings import Listings
from relance.usecases.ports.organizations import Organizations

# A few seconds' work: a message that fails is repeated whole.
AT_ONCE: Final = 100


@dataclass(frozen=True)
class RedecideCustomers:
    """Safe to repeat: a customer already decided is left as it is."""

    organizations: Organizations
    listings: Listings
    run_organization: RunOrganization
    queue: RedecideQueue

    def take_up(self) -> int:
        """What was begun and never finished, or not even queued; answers for how many organizations."""
        undecided = tuple(self.organizations.undecided())
        for org in undecided:
            self.queue.all_of(org)
        return len(undecided)

    def begin(self, org: str) -> int:
        """Decides the first; answers how many. None when they all were, since it was asked for."""
        revision = self.organizations.get(org).undecided
        return self.go_on(org, None, revision) if revision else 0

    def go_on(self, org: str, after: str | None, revision: int) -> int:
        """Decides those behind `after` by the settings of that revision or later, and queues the rest."""
        page = self.listings.customers(org, AT_ONCE, after)
        self.run_organization.decide(org, (line.customer.id for line in page.lines))
        if page.after is None:
            decided(self.organizations, org, revision)
        else:
            self.queue.rest_of(org, page.after, revision)
        return len(page.lines)
