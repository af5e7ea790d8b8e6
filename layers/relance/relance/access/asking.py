"""What an answer needs, over the API and on the pages alike: who asks, for which organization, and when."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from relance.access.request import Request
from relance.domain.customer import Account
from relance.domain.organization import Organization
from relance.house import House
from relance.rendering.texts import language_of
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.organization.authorize import Caller


@dataclass
class Asking(ABC):
    """The tenant is the caller's, never the address's or the body's. `sender` is None where all may ask."""

    request: Request
    house: House
    sender: Caller | None

    @property
    def caller(self) -> Caller:
        if self.sender is None:
            raise LookupError(f"{self.request.path} is public: nobody is known to ask")
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

    @abstractmethod
    def new_id(self, kind: str) -> str:
        """An id for a thing that is to be made; the same for what is sent twice."""

    def account(self, customer: str, *also: str) -> Account:
        """The customer's working set, and of what is closed the invoices and credits named `also`."""
        return self.house.accounts.load(self.org, customer, also)
