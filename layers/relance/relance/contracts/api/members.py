"""Members, as the API takes and shows them."""

from __future__ import annotations

from typing import Self

from pydantic import StrictBool

from relance.contracts.api.base import Change, Email, Input, Line, LongText, Name, Output
from relance.domain import organization as domain
from relance.domain.organization import Role


class Invitation(Input):
    """The person gets a temporary password by e-mail."""

    name: Name
    email: Email
    role: Role = Role.COLLECTOR


class ProfileChange(Change):
    """What is left out stays as it is."""

    name: Name = ""
    phone: Line = ""
    signature: LongText = ""
    notify_replies: StrictBool = True
    notify_todos: StrictBool = True


class MemberChange(ProfileChange):
    role: Role = Role.COLLECTOR


class Member(Output):
    """`active`: may sign in. One who left stays, for what they did."""

    id: str
    name: str
    initials: str
    email: str
    role: Role
    phone: str
    signature: str
    notify_replies: bool
    notify_todos: bool
    active: bool

    @classmethod
    def of(cls, member: domain.Member) -> Self:
        return cls(
            id=member.id,
            name=member.name,
            initials=member.initials,
            email=member.email,
            role=member.role,
            phone=member.phone,
            signature=member.signature,
            notify_replies=member.notify_replies,
            notify_todos=member.notify_todos,
            active=member.active,
        )
