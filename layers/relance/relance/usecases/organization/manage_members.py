"""People join an organization, change their role, and leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from relance.domain.errors import Exists, Fault, NotFound, Refused
from relance.domain.organization import Member, Organization, Role
from relance.usecases.organization.change_organization import ChangeOrganization
from relance.usecases.organization.manage_api_keys import ManageApiKeys
from relance.usecases.ports.audit import AuditLine, AuditLog
from relance.usecases.ports.callers import People, Person
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.organizations import Organizations

type Edit = Callable[[Member], Member]

# They share one item of the store with the organization.
MOST: Final = 200
# As long as the pool of sign-ins lets a mailed password be used (template.yaml).
PASSWORD_LASTS: Final = timedelta(days=7)


class EmailInUse(Exception):
    """Somebody signs in with that address already, here or elsewhere."""


@dataclass(frozen=True)
class SignUp:
    organizations: Organizations
    people: People
    audit: AuditLog
    clock: Clock

    def run(self, organization: Organization, admin: Member, line: AuditLine) -> tuple[Organization, Member]:
        """A new organization and its first administrator, as they were made; its switch is off.

        The sign-in comes first, since it is what two may want at once. Repeated after a crash it goes on
        with the sign-in that is there, whose organization `line` is then noted for. Repeated by who has not
        signed in yet, it mails them another password and changes nothing. Raises EmailInUse.
        """
        person = self.people.invite(organization.id, admin.email, admin.name)
        if person.org != organization.id:
            known = self._organization(person)
            if has_lapsed(person, self.clock.now()):
                person = replaced(self.people, person, organization.id, admin.name)
            elif known and not is_unproven_sign_up(known, person):
                raise EmailInUse
            else:
                person = self.people.invite(person.org, admin.email, admin.name)
                if known:
                    return known, next(iter(known.members.values()))
        admin = replace(admin, role=Role.ADMIN, subject=person.subject)
        made = replace(organization, id=person.org, sending=False, members={admin.id: admin})
        begun = replace(line, org=made.id)
        self.audit.note(begun)
        self.organizations.save(made)
        self.audit.note(replace(begun, made=made.id, done=True))
        return made, admin

    def _organization(self, person: Person) -> Organization | None:
        """None when a sign-up broke off before its organization was written."""
        try:
            return self.organizations.get(person.org)
        except NotFound:
            return None


def is_unproven_sign_up(organization: Organization, person: Person) -> bool:
    """Whether nobody has ever signed in to the organization that was made with this address.

    Then nobody has shown that the address is theirs, and no other member could invite them again.
    """
    return person.waiting and [known.subject for known in organization.members.values()] == [person.subject]


def has_lapsed(person: Person, now: datetime) -> bool:
    """Whether the password that was mailed is good no more, and nobody has signed in with it."""
    return person.waiting and person.since is not None and now - person.since >= PASSWORD_LASTS


def replaced(people: People, person: Person, org: str, name: str) -> Person:
    """Another sign-in of that address, of this organization; the unproven one is gone."""
    people.remove(person.org, person.subject, person.email)
    return people.invite(org, person.email, name)


@dataclass(frozen=True)
class ManageMembers:
    people: People
    change_organization: ChangeOrganization
    manage_api_keys: ManageApiKeys
    clock: Clock

    def invite(self, org: str, member: Member) -> Member:
        """Somebody new; who has joined as that very member already is left as they are.

        Raises EmailInUse, Exists when another has the id, or Refused when there are too many.
        """
        now = self.change_organization.organizations.get(org)
        if _joining(now, member) is now:
            return now.members[member.id]
        person = self._invited(org, member)
        joined = replace(member, subject=person.subject)
        return self.change_organization.run(org, lambda now: _joining(now, joined)).members[member.id]

    def invite_again(self, org: str, member: str) -> Member:
        """Mails another password to who has not signed in yet. Raises NotFound, EmailInUse, or Refused when
        they have, or have left.
        """
        known = member_of(self.change_organization.organizations.get(org), member)
        person = self._invited(org, known) if known.active else None
        if person is None or not person.waiting:
            raise Refused(Fault("no_invitation_waits", "member"))
        return self.update(org, member, lambda now: replace(now, subject=person.subject))

    def _invited(self, org: str, member: Member) -> Person:
        """An invitation wins over a sign-up that nobody has proved, and over a password that has lapsed."""
        person = self.people.invite(org, member.email, member.name)
        if person.org == org:
            return person
        if self._is_unproven(person) or has_lapsed(person, self.clock.now()):
            person = replaced(self.people, person, org, member.name)
        if person.org != org:
            raise EmailInUse
        return person

    def _is_unproven(self, person: Person) -> bool:
        try:
            other = self.change_organization.organizations.get(person.org)
        except NotFound:
            return person.waiting
        return is_unproven_sign_up(other, person)

    def update(self, org: str, member: str, edit: Edit) -> Member:
        """Raises NotFound, or Refused when no administrator would be left."""
        changed = self.change_organization.run(org, lambda now: _with(now, edit(member_of(now, member))))
        return changed.members[member]

    def remove(self, org: str, member: str, check: Callable[[Member], None]) -> None:
        """They sign in no more, and the API keys that they made end with them; what names them still does.
        `check` sees them as they are now.

        Who is gone without a subject is gone for good: their address may be somebody's sign-in again.
        Raises NotFound or Refused, as `update`.
        """

        def left(known: Member) -> Member:
            check(known)
            return replace(known, active=False)

        check(member_of(self.change_organization.organizations.get(org), member))
        # First: a crash in between leaves a member without keys, never keys without their member.
        self.manage_api_keys.revoke_those_of(org, member)
        gone = self.update(org, member, left)
        if gone.subject:
            self.people.remove(org, gone.subject, gone.email)
            self.update(org, member, lambda now: replace(now, subject=""))


def member_of(organization: Organization, member: str) -> Member:
    try:
        return organization.members[member]
    except KeyError:
        raise NotFound(f"member {member}") from None


def _joining(organization: Organization, member: Member) -> Organization:
    """The organization with one more member; the very same object when the member has joined already."""
    known = organization.members.get(member.id)
    if known and replace(known, subject=member.subject) == member:
        return organization
    if known:
        raise Exists(f"member {member.id}")
    if any(_same_person(other, member) for other in organization.members.values()):
        raise EmailInUse
    if len(organization.members) >= MOST:
        raise Refused(Fault("too_many_members", "members", {"limit": MOST}))
    return _with(organization, member)


def _same_person(known: Member, member: Member) -> bool:
    """Whether the address is a member's, or was the address of a member who left and whose sign-in has not
    ended yet.
    """
    is_here = known.active or known.subject
    return bool(is_here) and known.email.lower() == member.email.lower()


def _with(organization: Organization, member: Member) -> Organization:
    members = {**organization.members, member.id: member}
    if not any(known.active and known.role is Role.ADMIN for known in members.values()):
        raise Refused(Fault("last_admin", "role"))
    return replace(organization, members=members)
