"""The settings of the organization: as they stand, and changed panel by panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from relance.access.etags import etag_of
from relance.access.settings import change_settings
from relance.contracts.api.organization import Organization, OrganizationChange
from relance.domain import organization as domain
from relance.domain.organization import Role
from relance.rendering.texts import LANGUAGES
from relance.web.answers import Answer, See, Shown
from relance.web.forms import SHOWN_AGAIN, number_or_text, problem_details, read, typed
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

AT: Final = "/settings"
SCOPES: Final = ("read", "write", "admin")


@pages.on("GET", "/settings", may="get_organization")
def settings(visit: Visit) -> Answer:
    """The company, when its mails leave, how it is paid, its people; keys for administrators."""
    return screen(visit)


@pages.on("POST", "/settings/company", may="update_organization")
def change_company(visit: Visit) -> Answer:
    names = ("name", "zone", "language", "currency")
    said: dict[str, Any] = {name: visit.given(name) for name in names}
    return _changed(visit, "company", said | {"terms_days": number_or_text(visit.given("terms_days"))})


@pages.on("POST", "/settings/window", may="update_organization")
def change_window(visit: Visit) -> Answer:
    """When mails leave by themselves, and on which days none does."""
    window = {
        "days": visit.form.get("days", ()),
        "opens": visit.given("opens"),
        "minutes": number_or_text(visit.given("minutes")),
    }
    blackout = visit.given("blackout").split()
    return _changed(
        visit,
        "window",
        {"window": window, "holidays": visit.given("holidays") or None, "blackout": blackout},
    )


@pages.on("POST", "/settings/pay", may="update_organization")
def change_pay(visit: Visit) -> Answer:
    """How customers pay: the bank account, and words of one's own. An empty IBAN takes the account away."""
    names = ("iban", "holder", "bic", "reference")
    account = {name: visit.given(name) for name in names} if visit.given("iban") else None
    return _changed(
        visit, "pay", {"bank_details": account, "payment_details": visit.given("payment_details")}
    )


def _changed(visit: Visit, form: str, said: Mapping[str, Any]) -> Answer:
    def unless_changed(now: domain.Organization) -> None:
        visit.unless_changed(Organization.of(now, visit.today))

    try:
        change_settings(visit, read(OrganizationChange, said, keep_empty=True), unless_changed)
    except SHOWN_AGAIN as error:
        return screen(visit, form=form, error=error)
    return See(AT, "settings.saved")


def screen(visit: Visit, *, form: str = "", error: Exception | None = None, **more: object) -> Shown:
    """`form` is the one that stands open, with what was typed in it."""
    house, organization = visit.house, visit.organization
    resource = Organization.of(organization, visit.today)
    keys = list(house.manage_api_keys.api_keys.of(visit.org)) if visit.may("list_api_keys") else []
    shown = {
        "organization": organization,
        "etag": etag_of(resource),
        "window": organization.window,
        "opens": visit.tenant.calendar.sending_day(visit.today),
        "blackout": sorted(day for day in organization.blackout if day >= visit.today),
        "members": sorted(organization.members.values(), key=lambda one: (not one.active, one.name)),
        "forwarding": house.replies().of_inbox(visit.org),
        "keys": keys,
        "sees_keys": visit.may("list_api_keys"),
        "languages": LANGUAGES,
        "roles": list(Role),
        "scopes": SCOPES,
        "week": resource.window.days,
        "me": visit.caller.id,
        "form": form,
        "typed": typed(visit),
        "token_of_key": "",
        "problem": problem_details(visit, error) if error else None,
    }
    return Shown("settings.html", shown | more, 422 if error else 200)
