"""Files of invoices, contacts or payments, imported and followed."""

from __future__ import annotations

from relance.access.importing import import_line
from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.imports import Import, ImportSummary, NewImport, StartedImport
from relance.contracts.api.organization import Upload

router = Router("Imports")


@router.on("GET", "/imports")
def list_imports(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[ImportSummary]:
    """Files that were imported, by the API or by the drop-folder, the latest first."""
    call = router.call
    found = call.house.imports.lines.page(call.org, limit, call.cursors.read(cursor))
    items = tuple(ImportSummary.of(line) for line in found.lines)
    return Page(items=items, next=call.cursors.sign(found.after))


@router.on("POST", "/imports", status=201)
def start_import(body: NewImport) -> StartedImport:
    """Import a file: a small one as `content`, any other by the upload the answer describes.

    It is read within a minute or so of its arrival; `GET /imports/<id>` says how far it is. Importing the
    same file again changes nothing.
    """
    call, imports = router.call, router.call.house.imports
    line = import_line(call, body.file, preview=body.preview)
    if body.content is None:
        return StartedImport.started(line, Upload.of(imports.announce(line)))
    imports.take(line, body.content.encode())
    return StartedImport.started(line, None)


@router.on("GET", "/imports/<import_id>")
def get_import(import_id: PathId) -> Import:
    """How far an import is, what was wrong with its lines, and links to its files."""
    call = router.call
    return Import.followed(call.house.imports.follow(call.org, import_id))
