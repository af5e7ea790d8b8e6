"""Members: the people of the organization."""

from __future__ import annotations

from dataclasses import replace

from relance.access import rates
from relance.api.call import Call
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.members import Invitation, Member, MemberChange, ProfileChange
from relance.domain import organization as domain
from relance.usecases.organization.manage_members import ManageMembers, member_of

router = Router("Members")


def _members(call: Call) -> ManageMembers:
    return call.house.manage_members


def _changed(member: str, body: ProfileChange) -> Member:
    call = router.call

    def edited(known: domain.Member) -> domain.Member:
        call.unless_changed(Member.of(known))
        return replace(known, **body.changes())

    return call.tagged(Member.of(_members(call).update(call.org, member, edited)))


def _shown(member: str) -> Member:
    return router.call.tagged(Member.of(member_of(router.call.organization, member)))


@router.on("GET", "/members")
def list_members() -> Page[Member]:
    """Everybody of the organization, those who left included."""
    return Page(items=tuple(Member.of(member) for member in router.call.organization.members.values()))


@router.on("POST", "/members", status=201)
def invite_member(body: Invitation) -> Member:
    """Invite somebody: they get a temporary password by e-mail."""
    call = router.call
    member = domain.Member(call.new_id("member"), body.name, body.email, body.role)
    rates.admit_password_to(call.house.rates, body.email, call.now)
    return call.tagged(Member.of(_members(call).invite(call.org, member)))


@router.on("POST", "/members/<member>/invite")
def invite_member_again(member: PathId) -> Member:
    """Mail another temporary password, good for a week, to a member who has not signed in yet."""
    call = router.call
    email = member_of(call.organization, member).email
    rates.admit_password_to(call.house.rates, email, call.now)
    return call.tagged(Member.of(_members(call).invite_again(call.org, member)))


@router.on("GET", "/members/me")
def get_me() -> Member:
    """You, as a member. An API key is none: it is not found."""
    return _shown(router.call.caller.id)


@router.on("PATCH", "/members/me")
def update_me(body: ProfileChange) -> Member:
    """Change your name, phone, signature, and what you want to be told."""
    return _changed(router.call.caller.id, body)


@router.on("GET", "/members/<member>")
def get_member(member: PathId) -> Member:
    """One member."""
    return _shown(member)


@router.on("PATCH", "/members/<member>")
def update_member(member: PathId, body: MemberChange) -> Member:
    """Change a member: their role too. An organization keeps one administrator at least."""
    return _changed(member, body)


@router.on("DELETE", "/members/<member>", status=204, if_match=True)
def remove_member(member: PathId) -> None:
    """End a member's sign-in. They stay in the list, for what they did."""
    call = router.call
    _members(call).remove(call.org, member, lambda known: call.unless_changed(Member.of(known)))
