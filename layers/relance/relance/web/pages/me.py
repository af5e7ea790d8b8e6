"""The visitor: name, signature, and what to be told by e-mail."""

from __future__ import annotations

from dataclasses import replace

from relance.contracts.api.members import ProfileChange
from relance.domain.errors import Refused
from relance.web.answers import Answer, See, Shown
from relance.web.forms import problem_details, read
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_TEXTS = ("name", "phone", "signature")
_TOLD = ("notify_replies", "notify_todos")


@pages.on("GET", "/me", may="get_me")
def me(visit: Visit) -> Answer:
    typed = {name: getattr(visit.member, name) for name in (*_TEXTS, *_TOLD)}
    return Shown("me.html", {"member": visit.member, "typed": typed, "problem": None})


@pages.on("POST", "/me", may="update_me")
def update_me(visit: Visit) -> Answer:
    typed: dict[str, object] = {name: visit.given(name) for name in _TEXTS}
    typed |= {name: bool(visit.given(name)) for name in _TOLD}
    try:
        changes = read(ProfileChange, typed, keep_empty=True).changes()
    except Refused as error:
        values = {"member": visit.member, "typed": typed, "problem": problem_details(visit, error)}
        return Shown("me.html", values, 422)
    visit.house.manage_members.update(visit.org, visit.caller.id, lambda known: replace(known, **changes))
    return See("/me", "me.saved")


@pages.on("POST", "/me/sign-out", may="update_me")
def sign_out_everywhere(visit: Visit) -> Answer:
    """In every browser, this one among them."""
    visit.house.keep_session.end_all(visit.org, visit.caller.id)
    return See("/sign-in")
