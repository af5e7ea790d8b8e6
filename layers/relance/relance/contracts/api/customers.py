"""Customers, as the API takes and shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, StrictInt

from relance.contracts.api.base import (
    Change,
    Input,
    Language,
    Money,
    Name,
    Output,
    PathId,
    ShownId,
    SourceId,
    shown_as,
)
from relance.contracts.api.postal_address import GivenPostalAddress, PostalAddress, with_address
from relance.contracts.api.promises import Promise
from relance.contracts.api.terms import NewTermsOrNone, Terms
from relance.domain import customer as domain
from relance.domain.customer import DEFAULT_PLAN, NO_PLAN
from relance.domain.hold import Hold
from relance.usecases.ports.listings import CustomerLine

_PLAN = f"`{DEFAULT_PLAN}`: the organization's; `{NO_PLAN}`: no automatic reminders; else a plan's id."
TermsDays = Annotated[StrictInt, Field(ge=0, le=365)]


class NewCustomer(Input):
    """`id` is what your own system calls the customer; it never changes."""

    model_config = shown_as(id="DUVAL", name="Duval & Fils", language="fr", plan="default", terms_days=30)

    id: SourceId
    name: Name
    language: Language | None = None
    parent: PathId | None = None
    account_manager: PathId | None = None
    plan: Annotated[PathId, Field(description=_PLAN)] = DEFAULT_PLAN
    terms_days: TermsDays | None = None
    postal_address: GivenPostalAddress | None = None
    terms: NewTermsOrNone = None

    def as_customer(self) -> domain.Customer:
        terms = self.terms.as_terms() if self.terms else None
        return domain.Customer(**with_address({**self.model_dump(), "terms": terms}, self.name))


class CustomerChange(Change):
    """What is left out stays as it is; null takes it away."""

    name: Name = ""
    language: Language | None = None
    parent: PathId | None = None
    account_manager: PathId | None = None
    plan: Annotated[PathId, Field(description=_PLAN)] = DEFAULT_PLAN
    terms_days: TermsDays | None = None
    postal_address: GivenPostalAddress | None = None
    terms: NewTermsOrNone = None

    def settings(self) -> dict[str, Any]:
        """What was given, as the customer has it."""
        given = self.changes()
        if "terms" in given:
            given["terms"] = self.terms.as_terms() if self.terms else None
        return given


class CustomerSummary(Output):
    """`source_id` is the id as your own system writes it, `id` the same as it stands in paths."""

    id: ShownId
    source_id: str
    name: str
    language: str | None
    parent: ShownId | None
    account_manager: str | None
    plan: Annotated[ShownId, Field(description=_PLAN)]
    terms_days: int | None
    terms: Terms | None

    @classmethod
    def of(cls, line: CustomerLine) -> Self:
        return cls.model_validate(_plain(line.customer))


class ShownHold(Output):
    """`until` is the first day it no longer holds; null lasts until lifted."""

    id: str
    kind: str
    since: date
    until: date | None
    invoice: ShownId | None

    @classmethod
    def of(cls, hold: Hold) -> Self:
        return cls(id=hold.id, kind=hold.kind, since=hold.since, until=hold.until, invoice=hold.invoice)


class Customer(CustomerSummary):
    """`balances` are open invoices minus what is paid and not applied yet, one a currency; `promises` those
    to pay that are open.
    """

    balances: Mapping[str, Money]
    open_invoices: int
    last_contact_on: date | None
    holds: tuple[ShownHold, ...]
    postal_address: PostalAddress | None
    promises: tuple[Promise, ...]

    @classmethod
    def of_account(cls, account: domain.Account) -> Self:
        balances = sorted(account.receivables.balances.items())
        return cls.model_validate(
            {
                **_plain(account.customer),
                "balances": {currency: Money.of(balance) for currency, balance in balances},
                "open_invoices": len(account.receivables.open),
                "last_contact_on": account.last_contact_on,
                "holds": tuple(ShownHold.of(hold) for hold in account.holds),
                "postal_address": PostalAddress.of(account.customer.postal_address),
                "promises": Promise.open_of(account),
            }
        )


def _plain(customer: domain.Customer) -> dict[str, object]:
    return {
        "id": customer.id,
        "source_id": customer.id,
        "name": customer.name,
        "language": customer.language,
        "parent": customer.parent,
        "account_manager": customer.account_manager,
        "plan": customer.plan,
        "terms_days": customer.terms_days,
        "terms": Terms.of(customer.terms) if customer.terms else None,
    }
