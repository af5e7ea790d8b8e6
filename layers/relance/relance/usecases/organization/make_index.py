"""The figures and words of customers that were stored before there were any."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relance.domain.organization import IndexState, Organization
from relance.usecases.organization.change_organization import ChangeOrganization


@dataclass(frozen=True)
class MakeIndex:
    """Whoever first asks for figures, or looks for a customer, has every customer decided afresh: a customer
    without figures is then written with all that is made of its history. A queue that breaks meanwhile leaves
    the note of what is to be decided, which the sweep takes up.
    """

    change_organization: ChangeOrganization

    def run(self, organization: Organization) -> None:
        if organization.index is IndexState.MISSING:
            self.change_organization.run(organization.id, _begun)


def _begun(now: Organization) -> Organization:
    return replace(now.to_decide(), index=IndexState.BEING_MADE) if now.index is IndexState.MISSING else now
