"""A customer erased, and how far that is."""

from __future__ import annotations

from relance.api.routing import Router
from relance.contracts.api.base import PathId
from relance.contracts.api.erasure import Erasure

router = Router("Customers")


@router.on("DELETE", "/customers/<customer>", status=202)
def erase_customer(customer: PathId) -> Erasure:
    """Erase a customer: its account, its history, its mails and its files. There is no way back.

    Nothing leaves to the customer from now on; the rest is done within a few hours. A file that names the
    customer later makes it anew, held until somebody resumes it. What was imported stays in the files that
    were imported, and the record of changes keeps the customer's id. Safe to repeat.
    """
    call = router.call
    return Erasure.of(call.house.erase_customer.begin(call.tenant, customer))


@router.on("GET", "/customers/<customer>/erasure")
def get_erasure(customer: PathId) -> Erasure:
    """How far the latest erasure of a customer is."""
    call = router.call
    return Erasure.of(call.house.erase_customer.of(call.org, customer))
