"""The switch of the organization: what would leave is shown before it is turned on."""

from __future__ import annotations

from relance.domain.first_days import Foreseen
from relance.usecases.organization.switch_sending import ToConfirm, Unconfirmed
from relance.web.answers import Answer, See, Shown
from relance.web.forms import SHOWN_AGAIN, problem_details
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_ROWS = 20


@pages.on("GET", "/settings/sending", may="preview_sending")
def sending(visit: Visit) -> Answer:
    """What would leave on the next sending days."""
    return _screen(visit, visit.house.switch_sending.look(visit.org))


@pages.on("POST", "/settings/sending", may="switch_sending")
def switch_sending(visit: Visit) -> Answer:
    """Off at once; on with what was shown confirmed, or shown anew where it has changed meanwhile."""
    switch = visit.house.switch_sending
    if visit.given("on") != "1":
        switch.off(visit.org)
        return See("/settings", "settings.off")
    try:
        switch.on(visit.org, visit.given("confirm") or None)
    except Unconfirmed as unconfirmed:
        return _screen(visit, unconfirmed.shown, changed=unconfirmed.stale, status=409)
    except SHOWN_AGAIN as error:
        return _screen(visit, switch.look(visit.org), error=error, status=422)
    return See("/settings", "settings.on")


def _screen(
    visit: Visit,
    shown: ToConfirm,
    *,
    changed: bool = False,
    error: Exception | None = None,
    status: int = 200,
) -> Shown:
    first_days = shown.first_days

    def words(one: Foreseen) -> str:
        return visit.house.explain(one.decision, one.day, visit.language, visit.members)

    values = {
        "organization": visit.organization,
        "confirm": shown.confirm,
        "changed": changed,
        "counts": first_days.counts,
        "rows": [(one, words(one)) for one in first_days.foreseen[:_ROWS]],
        "more": max(0, len(first_days.foreseen) - _ROWS),
        "is_whole": first_days.complete,
        "customers": first_days.customers,
        "problem": problem_details(visit, error) if error else None,
    }
    return Shown("sending.html", values, status)
