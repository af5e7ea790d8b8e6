"""Column mappings, as the API takes and shows them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from relance.contracts.api.base import Input, Name, Output, ShownId, shown_as
from relance.domain import imports as domain

_COLUMNS = "Which header, as your file writes it, is which field: number, customer_id, issue_date, total ..."
_HEADERS = (
    "All headers of the file. With them the mapping serves files that have just these columns; without them, "
    "every file that has the mapped ones."
)
_PRESET = (
    "A package whose mapping serves, with what else is given here in its place: dolibarr, odoo, pennylane, "
    "quickbooks, quickbooks-us, sage-50-uk, stripe, xero, xero-us, zoho-books."
)

type Headers = tuple[Name, ...]


class NewColumnMapping(Input):
    model_config = shown_as(
        name="Sage", columns={"Zone 4": "total"}, kind="invoices", date_order="dmy", decimal_mark=","
    )

    name: Name
    preset: Annotated[Name | None, Field(description=_PRESET)] = None
    columns: Annotated[dict[Name, Name], Field(description=_COLUMNS, max_length=500)] = Field(
        default_factory=dict
    )
    kind: Literal["invoices", "contacts", "payments"] | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    decimal_mark: Literal[",", "."] | None = None
    headers: Annotated[Headers, Field(description=_HEADERS, max_length=500)] = ()

    def written(self) -> dict[str, object]:
        """As a mapping file would have it."""
        return {**self.model_dump(exclude={"headers", "name"}), "headers": list(self.headers)}


class ColumnMapping(Output):
    id: ShownId
    name: str
    columns: dict[str, str]
    kind: str | None
    date_order: str | None
    decimal_mark: str | None
    headers: tuple[str, ...]

    @classmethod
    def of(cls, id: str, mapping: domain.ColumnMapping) -> Self:
        return cls(
            id=id,
            name=mapping.name,
            columns=dict(mapping.columns),
            kind=mapping.kind,
            date_order=mapping.date_order,
            decimal_mark=mapping.decimal_mark,
            headers=mapping.headers,
        )
