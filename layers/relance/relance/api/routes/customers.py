"""Customers."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import StringConstraints

from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.customers import Customer, CustomerChange, CustomerSummary, NewCustomer
from relance.contracts.api.postal_address import with_address
from relance.domain import customer as domain
from relance.domain.postal_address import brought_up_to_date
from relance.usecases.customers.find_customers import find_customers
from relance.usecases.customers.manage_customers import ManageCustomers

router = Router("Customers")

_Words = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] | None,
    Query(description="Words of a customer's id or name, or of a contact's name or address."),
]


@router.on("GET", "/customers")
def list_customers(
    q: _Words = None, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[CustomerSummary]:
    """Customers, by id.

    `q` finds those whose id, name or a contact's name or address contains all of its words.
    """
    call = router.call
    found = find_customers(call.house.listings, call.org, q or "", limit, call.cursors.read(cursor))
    items = tuple(CustomerSummary.of(line) for line in found.lines)
    return Page(items=items, next=call.cursors.sign(found.after))


@router.on("POST", "/customers", status=201)
def create_customer(body: NewCustomer) -> Customer:
    """Make a customer. An import makes those it names by itself."""
    call = router.call
    made = ManageCustomers(call.house.change_account).create(call.tenant, body.as_customer())
    return call.tagged(Customer.of_account(made))


@router.on("GET", "/customers/<customer>")
def get_customer(customer: PathId) -> Customer:
    """One customer, with what it owes and what stops its reminders."""
    call = router.call
    return call.tagged(Customer.of_account(call.account(customer)))


@router.on("PATCH", "/customers/<customer>")
def update_customer(customer: PathId, body: CustomerChange) -> Customer:
    """Change a customer: its plan, its account manager, its parent, its language, its terms."""
    call = router.call

    def edited(account: domain.Account) -> domain.Customer:
        call.unless_changed(Customer.of_account(account))
        changes = with_address(body.settings(), account.customer.name)
        if "postal_address" in changes:
            known = account.customer.postal_address
            changes["postal_address"] = brought_up_to_date(known, changes["postal_address"])
        return replace(account.customer, **changes)

    changed = ManageCustomers(call.house.change_account).update(call.tenant, customer, edited)
    return call.tagged(Customer.of_account(changed))
