"""One visit of a page: who looks, for which organization, and what a page needs to answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from relance.access.cursors import Cursors
from relance.access.permissions import may
from relance.access.problems import field_problem
from relance.contracts.api.problem import FieldProblem
from relance.domain.customer import Account
from relance.domain.errors import Fault
from relance.domain.ids import derived
from relance.domain.organization import Member, Organization
from relance.house import House
from relance.rendering.texts import text
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.organization.authorize import Caller


@dataclass
class Visit:
    """The tenant is the session's, never the address's or the form's. `form` holds every value of a field."""

    house: House
    caller: Caller
    page: str
    path: str
    language: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    token: str = ""
    """Of the session, in every form: who cannot read it cannot post."""

    @property
    def org(self) -> str:
        return self.caller.org

    @cached_property
    def now(self) -> datetime:
        return self.house.clock.now()

    @cached_property
    def tenant(self) -> Tenant:
        return self.house.tenants.of(self.org, self.now)

    @property
    def organization(self) -> Organization:
        return self.tenant.organization

    @property
    def today(self) -> date:
        return self.tenant.calendar.today(self.now)

    @property
    def member(self) -> Member:
        return self.organization.members[self.caller.id]

    @property
    def members(self) -> dict[str, str]:
        """The names of the organization's people by their ids."""
        return {member.id: member.name for member in self.organization.members.values()}

    def may(self, operation: str) -> bool:
        return may(self.caller.role, operation)

    def say(self, code: str, /, **values: object) -> str:
        """A text of the pages in the visitor's language."""
        return text(self.language, "pages", code, **values)

    def in_words(self, faults: Iterable[Fault]) -> list[FieldProblem]:
        return [field_problem(self.language, fault) for fault in faults]

    def given(self, name: str) -> str:
        """What the form has under that name, without the blanks around; "" for nothing."""
        return next(iter(self.form.get(name, ())), "").strip()

    def account(self, customer: str, *also: str) -> Account:
        return self.house.accounts.load(self.org, customer, also)

    def cursors(self, **filters: str) -> Cursors:
        return Cursors(self.house.secret(), self.org, self.page, filters)

    @cached_property
    def form_key(self) -> str:
        """Names the very form that was sent, with all that was filled in; "" where none was."""
        once = self.given("once")
        fields = [(name, values) for name, values in sorted(self.form.items()) if name != "token"]
        said = json.dumps([self.path, fields])
        return derived("form", self.org, self.caller.id, said) if once else ""

    def new_id(self, kind: str) -> str:
        """The same for the same form, however often it is sent."""
        return derived(kind, self.form_key) if self.form_key else self.house.new_id()
