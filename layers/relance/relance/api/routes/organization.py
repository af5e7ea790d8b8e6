"""The organization itself: its settings, its switch, its logo."""

from __future__ import annotations

from dataclasses import replace

from relance.access.problems import Problem
from relance.access.settings import change_settings
from relance.api.call import Call
from relance.api.routing import Router
from relance.contracts.api.decisions import Decision
from relance.contracts.api.organization import NewLogo, Organization, OrganizationChange, Switch, Upload
from relance.contracts.api.sending import SendingPreview
from relance.domain import organization as domain
from relance.domain.first_days import Foreseen
from relance.usecases.organization.switch_sending import ToConfirm, Unconfirmed

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
    call = router.call

    def unless_changed(organization: domain.Organization) -> None:
        call.unless_changed(Organization.of(organization, call.today))

    return _shown(call, change_settings(call, body, unless_changed))


@router.on("POST", "/organization/sending")
def switch_sending(body: Switch) -> Organization:
    """The organization's switch: off, nothing leaves by itself; every place is kept.

    Switched on for the first time, or after a month or more, it asks for `confirm`, as the preview gives it.
    Without it, or when what would leave has changed meanwhile, the answer is a 409 with the preview as it is
    now. It also asks for bank details, or payment details, that customers can pay by.
    """
    call, switch = router.call, router.call.house.switch_sending
    try:
        return _shown(call, switch.on(call.org, body.confirm) if body.on else switch.off(call.org))
    except Unconfirmed as unconfirmed:
        code = "sending_changed" if unconfirmed.stale else "sending_unconfirmed"
        raise Problem(code, preview=_preview(call, unconfirmed.shown, needed=True)) from None


@router.on("GET", "/organization/sending")
def preview_sending() -> SendingPreview:
    """What would leave on the next sending days if sending were on: how much each day, and the first of it.

    Confirm it by its `confirm` when you switch sending on.
    """
    call = router.call
    needed = call.organization.is_to_confirm(call.today)
    return _preview(call, call.house.switch_sending.look(call.org), needed=needed)


def _preview(call: Call, shown: ToConfirm, *, needed: bool) -> SendingPreview:
    def worded(one: Foreseen) -> Decision:
        return Decision.of(one.decision, call.house.explain(one.decision, one.day, call.language))

    return SendingPreview.of(shown, worded, needed=needed)


@router.on("POST", "/organization/logo")
def upload_logo(body: NewLogo) -> Upload:
    """Where to upload the logo that stands on letters: a PNG or JPEG of at most 1 MB."""
    call = router.call
    key = f"{call.org}/logo/{call.new_id('logo')}"
    form = call.house.uploads.form(key, body.type, _LOGO_BYTES)
    call.house.change_organization.run(call.org, lambda now: replace(now, logo=key))
    return Upload.of(form)
