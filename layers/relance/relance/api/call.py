"""One call of the API: who asks, for whom, and what a route needs to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from pydantic import BaseModel

from relance.access.cursors import Cursors
from relance.access.problems import Problem
from relance.access.request import Request
from relance.api.etags import etag_of, matches
from relance.domain.customer import Account, Customer
from relance.domain.ids import derived
from relance.domain.organization import Organization
from relance.house import House
from relance.rendering.texts import language_of
from relance.usecases.deciding.change_account import Change
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.organization.authorize import Caller


@dataclass
class Call:
    """The tenant is the caller's, never the path's or the body's.

    `document` gives the OpenAPI document of the whole API, as JSON. `headers` are added to the answer's.
    `before` is the ETag of what is being changed.
    """

    request: Request
    operation: str
    house: House
    sender: Caller | None
    document: Callable[[], str]
    headers: dict[str, str] = field(default_factory=dict)
    before: str | None = None

    @property
    def caller(self) -> Caller:
        if self.sender is None:
            raise LookupError(f"{self.operation} is public: nobody is known to call it")
        return self.sender

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
        """The organization's date."""
        return self.tenant.calendar.today(self.now)

    @property
    def language(self) -> str:
        """The language that the caller asks for; the organization's own when they ask for none."""
        return self.request.asked_language or language_of(self.organization.language)

    @property
    def members(self) -> dict[str, str]:
        """The names of the organization's people by their ids."""
        return {member.id: member.name for member in self.organization.members.values()}

    @property
    def cursors(self) -> Cursors:
        """Cursors for this very list: a cursor of another tenant, list or filter is refused."""
        return self.cursors_of("")

    def cursors_of(self, thing: str) -> Cursors:
        """Cursors for the list that belongs to `thing`, an id of the path."""
        asked = {name: value for name, value in self.request.query.items() if name not in ("cursor", "limit")}
        return Cursors(self.house.secret(), self.org, f"{self.operation} {thing}", asked)

    def new_id(self, kind: str) -> str:
        """An id for a thing that is to be made. Under one Idempotency-Key the id is always the same, so that
        a request repeated after a crash makes the thing once.
        """
        key = self.request.headers.get("idempotency-key")
        return derived(kind, self.org, self.caller.id, key) if key else self.house.new_id()

    def customer(self, named: str) -> Customer:
        """The customer that the id means, also after a merge. Raises NotFound."""
        return self.house.listings.customer(self.org, named).customer

    def account(self, customer: str, *also: str) -> Account:
        """The customer's working set, and of what is closed the invoices and credits named `also`."""
        return self.house.accounts.load(self.org, customer, also)

    def change(self, customer: str, change: Change, *also: str, create: bool = False) -> Account:
        """Changes an account in one transaction with the decisions that follow; see ChangeAccount."""
        return self.house.change_account.run(self.tenant, customer, change, also=also, create=create)

    def tagged[Model: BaseModel](self, resource: Model) -> Model:
        """The resource, its ETag on the answer."""
        self.headers["ETag"] = etag_of(resource)
        return resource

    def unless_changed(self, resource: BaseModel) -> None:
        """Raises Problem unless If-Match names the resource as it is now. Ask on freshly read state."""
        asked = self.request.headers.get("if-match")
        if asked is None:
            raise Problem("precondition_required")
        self.before = etag_of(resource)
        if not matches(asked, self.before):
            raise Problem("changed_meanwhile", headers={"ETag": self.before})
