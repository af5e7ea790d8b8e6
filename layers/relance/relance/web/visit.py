"""One visit of a page: who looks, for which organization, and what a page needs to answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pydantic import BaseModel

from relance.access.asking import Asking
from relance.access.cursors import Cursors
from relance.access.etags import etag_of
from relance.access.permissions import may
from relance.access.problems import Problem, field_problem
from relance.contracts.api.problem import FieldProblem
from relance.domain.errors import Fault
from relance.domain.ids import derived
from relance.domain.organization import Member
from relance.rendering.texts import text
from relance.web.sent_form import SentFile


@dataclass
class Visit(Asking):
    """`form` holds every value of a field."""

    form: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, SentFile] = field(default_factory=dict)
    token: str = ""
    """Of the session, in every form: who cannot read it cannot post."""

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query

    @property
    def site(self) -> str:
        """Where the pages are, as the visitor's browser names it with a form: `https://relance.example.com`."""
        return self.request.headers.get("origin") or f"https://{self.request.headers.get('host', '')}"

    @property
    def member(self) -> Member:
        return self.organization.members[self.caller.id]

    def may(self, operation: str) -> bool:
        return may(self.caller.role, operation)

    def say(self, code: str, /, **values: object) -> str:
        """A text of the pages in the visitor's language."""
        return text(self.language, "pages", code, **values)

    def in_words(self, faults: Iterable[Fault]) -> list[FieldProblem]:
        return [field_problem(self.language, fault) for fault in faults]

    def unless_changed(self, resource: BaseModel) -> None:
        """Raises Problem unless the resource is as it was when the form was shown."""
        if self.given("etag") != etag_of(resource):
            raise Problem("changed_meanwhile")

    def given(self, name: str) -> str:
        """What the form has under that name, without the blanks around; "" for nothing."""
        return next(iter(self.form.get(name, ())), "").strip()

    def cursors(self, of: str, **filters: str) -> Cursors:
        """Cursors for the list called `of`, on whichever page it is shown."""
        return Cursors(self.house.secret(), self.org, of, filters)

    @cached_property
    def form_key(self) -> str:
        """Names the very form that was sent, with all that was filled in; "" where none was."""
        once = self.given("once")
        fields = [(name, values) for name, values in sorted(self.form.items()) if name != "token"]
        said = json.dumps([self.request.path, fields])
        return derived("form", self.org, self.caller.id, said) if once else ""

    def new_id(self, kind: str) -> str:
        """The same for the same form, however often it is sent."""
        return derived(kind, self.form_key) if self.form_key else self.house.new_id()
