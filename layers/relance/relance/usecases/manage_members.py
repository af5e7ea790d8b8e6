"""People join an organization, change their role, and leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.organization import Member, Organization, Role
from relance.usecases.api_ports import People, Person
from relance.usecases.change_organization import ChangeOrganization
from relance.usecases.ports import Organizations

# They share one item of the store with the organization.
MOST: Final = 200


class EmailInUse(Exception):
    """Somebody signs in with that address already, here or elsewhere."""


@dataclass(frozen=True)
class SignUp:
    organizations: Organizations
    people: People

    def run(self, organization: Organization, admin: Member) -> tuple[Organization, Member]:
        """A new organization and its first administrator, as they were made; its switch is off.

        The sign-in comes first, since it is what two may want at once. Repeated after a crash it goes on
        with the sign-in that is there. Raises EmailInUse.
        """
        person = self.people.invite(organization.id, admin.email, admin.name)
        if person.org != organization.id and self._exists(person):
            raise EmailInUse
        admin = replace(admin, role=Role.ADMIN, subject=person.subject)
        made = replace(organization, id=person.org, sending=False, members={admin.id: admin})
        self.organizations.save(made)
        return made, admin

    def _exists(self, person: Person) -> bool:
        try:
            self.organizations.get(person.org)
        except NotFound:
            return False
        return True


@dataclass(frozen=True)
class ManageMembers:
    people: People
    change_organization: ChangeOrganization

    def invite(self, org: str, member: Member) -> Member:
        """Raises EmailInUse, or Refused when there are too many."""
        person = self.people.invite(org, member.email, member.name)
        if person.org != org:
            raise EmailInUse
        joined = replace(member, subject=person.subject)

        def with_member(organization: Organization) -> Organization:
            if any(known.subject == person.subject for known in organization.members.values()):
                raise EmailInUse
            if len(organization.members) >= MOST:
                raise Refused(Fault("too_many_members", "members", {"limit": MOST}))
            return _with(organization, joined)

        self.change_organization.run(org, with_member)
        return joined

    def update(self, org: str, member: str, edit: Callable[[Member], Member]) -> Member:
        """Raises NotFound, or Refused when no administrator would be left."""
        changed = self.change_organization.run(org, lambda now: _with(now, edit(member_of(now, member))))
        return changed.members[member]

    def remove(self, org: str, member: str) -> None:
        """They sign in no more; what names them still does. Raises NotFound or Refused, as `update`."""
        left = self.update(org, member, lambda known: replace(known, active=False, subject=""))
        self.people.remove(left.email)


def member_of(organization: Organization, member: str) -> Member:
    try:
        return organization.members[member]
    except KeyError:
        raise NotFound(f"member {member}") from None


def _with(organization: Organization, member: Member) -> Organization:
    members = {**organization.members, member.id: member}
    if not any(known.active and known.role is Role.ADMIN for known in members.values()):
        raise Refused(Fault("last_admin", "role"))
    return replace(organization, members=members)
