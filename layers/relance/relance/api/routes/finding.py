"""Customers and invoices by a few letters."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import StringConstraints

from relance.api.routing import Router
from relance.contracts.api.finding import Finds, Found
from relance.domain.organization import IndexState

router = Router("Find")

_Typed = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)],
    Query(description="The first letters of one or more words, in any case, with or without accents."),
]
_Most = Annotated[int, Query(ge=1, le=50, description="At most so many items.")]


@router.on("GET", "/find")
def find(q: _Typed, limit: _Most = 10) -> Finds:
    """Customers by their names and ids, invoices and credit notes by their numbers.

    Each word of `q` begins a word of what is found: `2026-001` finds the invoice `FA-2026-00123`.
    """
    call = router.call
    found = call.house.find.run(call.organization, q, limit)
    is_whole = call.organization.index is IndexState.WHOLE
    return Finds(items=tuple(Found.of(one) for one in found), is_whole=is_whole)
