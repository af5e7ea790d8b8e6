"""The organization itself: its settings, its switch, its logo."""

from __future__ import annotations

from dataclasses import replace

from relance.api.call import Call
from relance.api.routing import Router
from relance.contracts.api.organization import NewLogo, Organization, OrganizationChange, Switch, Upload
from relance.domain import organization as domain
from relance.domain.errors import Fault, Refused

router = Router("Organization")

_LOGO_BYTES = 1_000_000


def _shown(call: Call, organization: domain.Organization) -> Organization:
    return call.tagged(Organization.of(organization, call.today))


@router.on("GET", "/organization")
def get_organization() -> Organization:
    """The settings of your organization."""
    return _shown(router.call, router.call.organization)


@router.on("PATCH", "/organization")
def update_organization(body: OrganizationChange) -> Organization:
    """Change settings. What they decide about each customer is decided afresh."""
    call, given = router.call, body.settings()

    def changed(organization: domain.Organization) -> domain.Organization:
        call.unless_changed(Organization.of(organization, call.today))
        if body.default_plan is not None and body.default_plan not in organization.offered_plans:
            raise Refused(Fault("unknown_plan", "default_plan", {"id": body.default_plan}))
        changed = replace(organization, **given)
        # Without a day to send on there is no saying when anything is due, and no change can be written.
        call.house.tenants.calendar(changed, call.now).sending_day(call.today)
        return changed

    return _shown(call, call.house.change_organization.run(call.org, changed))


@router.on("POST", "/organization/sending")
def switch_sending(body: Switch) -> Organization:
    """The organization's switch: off, nothing leaves by itself; every place is kept."""
    call, today = router.call, router.call.today

    def switched(organization: domain.Organization) -> domain.Organization:
        if organization.sending == body.on:
            return organization
        return replace(organization, sending=body.on, stopped_on=today)

    return _shown(call, call.house.change_organization.run(call.org, switched))


@router.on("POST", "/organization/logo")
def upload_logo(body: NewLogo) -> Upload:
    """Where to upload the logo that stands on letters: a PNG or JPEG of at most 1 MB."""
    call = router.call
    key = f"{call.org}/logo/{call.new_id('logo')}"
    form = call.house.uploads.form(key, body.type, _LOGO_BYTES)
    call.house.change_organization.run(call.org, lambda now: replace(now, logo=key))
    return Upload.of(form)
