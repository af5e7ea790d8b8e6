"""An organization's customers decided afresh, some at a time, until all are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from relance.usecases.api_ports import Listings
from relance.usecases.run_organization import RunOrganization

# A few seconds' work: a message that fails is repeated whole.
AT_ONCE: Final = 100


class RedecideQueue(Protocol):
    def rest_of(self, org: str, after: str | None) -> None:
        """Has the customers behind `after` decided later."""
        ...


@dataclass(frozen=True)
class RedecideCustomers:
    """Safe to repeat: a customer already decided is left as it is."""

    listings: Listings
    run_organization: RunOrganization
    queue: RedecideQueue

    def run(self, org: str, after: str | None) -> int:
        """Decides some and queues the rest; answers how many were decided."""
        page = self.listings.customers(org, AT_ONCE, after)
        self.run_organization.decide(org, (line.customer.id for line in page.lines))
        if page.after is not None:
            self.queue.rest_of(org, page.after)
        return len(page.lines)
