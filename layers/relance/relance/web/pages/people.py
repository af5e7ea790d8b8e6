"""Who may come in: members are invited, change their role and leave; keys are made and revoked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from relance.access import rates
from relance.contracts.api.api_keys import CreatedApiKey, NewApiKey
from relance.contracts.api.members import Invitation, MemberChange
from relance.domain import organization as domain
from relance.usecases.organization.manage_members import EmailInUse, member_of
from relance.web.answers import Answer, See
from relance.web.forms import SHOWN_AGAIN, id_of, read
from relance.web.pages.settings import AT, screen
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()


@pages.on("POST", "/settings/members", may="invite_member")
def invite_member(visit: Visit) -> Answer:
    def act() -> None:
        said = read(Invitation, {name: visit.given(name) for name in ("name", "email", "role")})
        rates.admit_password_to(visit.house.rates, said.email, visit.now)
        member = domain.Member(visit.new_id("member"), said.name, said.email, said.role)
        visit.house.manage_members.invite(visit.org, member)

    return _acted(visit, "member", "settings.invited", act)


@pages.on("POST", "/settings/members/<member>/invite", may="invite_member_again")
def invite_member_again(visit: Visit, member: str) -> Answer:
    def act() -> None:
        email = member_of(visit.organization, id_of(member)).email
        rates.admit_password_to(visit.house.rates, email, visit.now)
        visit.house.manage_members.invite_again(visit.org, id_of(member))

    return _acted(visit, "", "settings.invited", act)


@pages.on("POST", "/settings/members/<member>", may="update_member")
def change_role(visit: Visit, member: str) -> Answer:
    def act() -> None:
        changes = read(MemberChange, {"role": visit.given("role")}).changes()
        visit.house.manage_members.update(visit.org, id_of(member), lambda known: replace(known, **changes))

    return _acted(visit, "", "settings.saved", act)


@pages.on("POST", "/settings/members/<member>/remove", may="remove_member")
def remove_member(visit: Visit, member: str) -> Answer:
    """They stay in the list, for what they did."""

    def act() -> None:
        visit.house.manage_members.remove(visit.org, id_of(member), lambda _: None)
        visit.house.keep_session.end_all(visit.org, id_of(member))

    return _acted(visit, "", "settings.removed", act)


@pages.on("POST", "/settings/keys", may="create_api_key")
def create_api_key(visit: Visit) -> Answer:
    """Its token is shown this once."""
    try:
        said = read(NewApiKey, {name: visit.given(name) for name in ("name", "scope")})
        made = visit.house.manage_api_keys.create(
            visit.org, visit.new_id("api_key"), said.name, said.role, visit.caller.id
        )
    except SHOWN_AGAIN as error:
        return screen(visit, form="key", error=error)
    return screen(visit, form="key", token_of_key=CreatedApiKey.of(*made).token)


@pages.on("POST", "/settings/keys/<api_key>/revoke", may="revoke_api_key")
def revoke_api_key(visit: Visit, api_key: str) -> Answer:
    visit.house.manage_api_keys.revoke(visit.org, id_of(api_key))
    return See(AT, "settings.revoked")


def _acted(visit: Visit, form: str, said: str, act: Callable[[], None]) -> Answer:
    try:
        act()
    except (*SHOWN_AGAIN, EmailInUse) as error:
        return screen(visit, form=form, error=error)
    return See(AT, said)
