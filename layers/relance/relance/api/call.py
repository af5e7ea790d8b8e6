"""One call of the API: who asks, for whom, and what a route needs to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import BaseModel

from relance.access.asking import Asking
from relance.access.cursors import Cursors
from relance.access.etags import etag_of, matches
from relance.access.problems import Problem
from relance.domain.customer import Account, Customer
from relance.domain.ids import derived
from relance.usecases.deciding.change_account import Change


@dataclass
class Call(Asking):
    """`document` gives the OpenAPI document of the whole API, as JSON. `headers` are added to the answer's.
    `before` is the ETag of what is being changed.
    """

    operation: str
    document: Callable[[], str]
    headers: dict[str, str] = field(default_factory=dict)
    before: str | None = None

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
