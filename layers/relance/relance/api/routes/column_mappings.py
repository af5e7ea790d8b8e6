"""Column mappings: how the files of a source are to be read, kept for the next ones."""

from __future__ import annotations

from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.column_mappings import ColumnMapping, NewColumnMapping

router = Router("Imports")


@router.on("GET", "/column-mappings")
def list_column_mappings() -> Page[ColumnMapping]:
    """All column mappings that are kept, by id."""
    mappings = router.call.organization.mappings
    return Page(items=tuple(ColumnMapping.of(id, mappings[id]) for id in sorted(mappings)))


@router.on("POST", "/column-mappings", status=201)
def create_column_mapping(body: NewColumnMapping) -> ColumnMapping:
    """Keep a column mapping: from then on every file that has its columns is read by it.

    Of several that fit, the one that names most columns is used. A preview of a file shows its columns
    as they are understood, with sample rows.
    """
    call = router.call
    id = call.new_id("column_mapping")
    return ColumnMapping.of(id, call.house.keep_mapping.keep(call.org, id, body.name, body.written()))


@router.on("PUT", "/column-mappings/<column_mapping>", if_match=False)
def replace_column_mapping(column_mapping: PathId, body: NewColumnMapping) -> ColumnMapping:
    """Put a column mapping in the place of one; what was imported by it stays."""
    call = router.call
    keep = call.house.keep_mapping.keep
    kept = keep(call.org, column_mapping, body.name, body.written(), is_known=True)
    return ColumnMapping.of(column_mapping, kept)


@router.on("DELETE", "/column-mappings/<column_mapping>", status=204)
def delete_column_mapping(column_mapping: PathId) -> None:
    """Throw a column mapping away; what was imported by it stays."""
    call = router.call
    call.house.keep_mapping.drop(call.org, column_mapping)
