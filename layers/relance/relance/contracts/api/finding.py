"""What is found by a few letters, as the API shows it."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from relance.contracts.api.base import Output, ShownId
from relance.domain import finding as domain
from relance.domain.finding import FoundKind


class Found(Output):
    """`name` is the customer's. Of a number, empty while the customer's figures are still to be made."""

    kind: FoundKind
    id: ShownId
    customer: ShownId
    name: str

    @classmethod
    def of(cls, found: domain.Found) -> Self:
        return cls(kind=found.kind, id=found.id, customer=found.customer, name=found.name)


class Finds(Output):
    items: tuple[Found, ...]
    is_whole: Annotated[
        bool, Field(description="False while customers from before there was an index are being added to it.")
    ]
