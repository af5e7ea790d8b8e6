"""Two customers that turn out to be one company."""

from __future__ import annotations

from relance.access.problems import Problem
from relance.api.call import Call
from relance.api.routing import Router
from relance.contracts.api.base import PathId
from relance.contracts.api.customers import Customer
from relance.contracts.api.merging import Merge, MergePreview
from relance.rendering.texts import text
from relance.usecases.customers import merge_customers as usecase

router = Router("Customers")


@router.on("GET", "/customers/<customer>/merge/<into>")
def preview_merge(customer: PathId, into: PathId) -> MergePreview:
    """What would come of merging the customer into another one. Confirm it by its `confirm`."""
    call = router.call
    return _preview(call, call.house.merge_customers.look(call.tenant, customer, into))


@router.on("POST", "/customers/<customer>/merge/<into>")
def merge_customer(customer: PathId, into: PathId, body: Merge) -> Customer:
    """Give everything of the customer to the customer `into`; the answer is the customer that stays.

    Invoices keep their place in every plan; money, contacts, holds, promises, to-dos and history become the
    other's. The customer that stays keeps its name, its plan and its settings. The id of the customer that
    goes means the other one from now on, in paths, files and reply addresses. There is no way back.

    Without `confirm`, or when the two have changed meanwhile, the answer is a 409 with the preview as it is
    now.
    """
    call = router.call
    try:
        account = call.house.merge_customers.run(call.tenant, customer, into, body.confirm)
    except usecase.MergeUnconfirmed as unconfirmed:
        code = "merge_changed" if unconfirmed.stale else "merge_unconfirmed"
        raise Problem(code, preview=_preview(call, unconfirmed.shown)) from None
    return call.tagged(Customer.of_account(account))


def _preview(call: Call, shown: usecase.MergePreview) -> MergePreview:
    return MergePreview.of(shown, lambda code: text(call.language, "merging", f"differences.{code}"))
