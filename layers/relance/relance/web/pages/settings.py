"""The settings of the organization, as they stand."""

from __future__ import annotations

from relance.web.answers import Answer, Shown
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()


@pages.on("GET", "/settings", may="get_organization")
def settings(visit: Visit) -> Answer:
    """The company, when its mails leave, how it is paid, its people; keys for administrators."""
    house, organization = visit.house, visit.organization
    keys = list(house.manage_api_keys.api_keys.of(visit.org)) if visit.may("list_api_keys") else []
    shown = {
        "organization": organization,
        "window": organization.window,
        "opens": visit.tenant.calendar.sending_day(visit.today),
        "blackout": sorted(day for day in organization.blackout if day >= visit.today),
        "members": sorted(organization.members.values(), key=lambda one: (not one.active, one.name)),
        "forwarding": house.replies().of_inbox(visit.org),
        "keys": keys,
        "sees_keys": visit.may("list_api_keys"),
    }
    return Shown("settings.html", shown)
