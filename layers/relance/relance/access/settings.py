"""Settings of the organization are changed, over the API and on the pages alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from relance.access.asking import Asking
from relance.contracts.api.organization import OrganizationChange
from relance.domain.errors import Fault, Refused
from relance.domain.organization import Organization


def change_settings(
    asking: Asking, body: OrganizationChange, unless_changed: Callable[[Organization], None]
) -> Organization:
    """What the settings decide about each customer is decided afresh. Raises Refused, Conflict, and what
    `unless_changed` raises of the organization as it is now.
    """
    given = body.settings()

    def changed(organization: Organization) -> Organization:
        unless_changed(organization)
        if body.default_plan is not None and body.default_plan not in organization.offered_plans:
            raise Refused(Fault("unknown_plan", "default_plan", {"id": body.default_plan}))
        changed = replace(organization, **given)
        # Without a day to send on there is no saying when anything is due, and no change can be written.
        asking.house.tenants.calendar(changed, asking.now).sending_day(asking.today)
        return changed

    return asking.house.change_organization.run(asking.org, changed)
