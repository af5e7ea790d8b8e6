"""Files that were imported, and what became of each."""

from __future__ import annotations

from typing import Final

from relance.contracts.api.base import path_id
from relance.contracts.api.imports import Import
from relance.usecases.importing.start_import import Progress
from relance.usecases.ports.importing import ImportLine
from relance.web.answers import Answer, Shown
from relance.web.forms import id_of
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_ROWS: Final = 50
_FAULTS: Final = 200


@pages.on("GET", "/imports", may="list_imports")
def imports(visit: Visit) -> Answer:
    """The latest first."""
    cursors = visit.cursors("imports")
    found = visit.house.imports.lines.page(visit.org, _ROWS, cursors.read(visit.query.get("cursor")))
    rows = [(line, f"/imports/{path_id(line.id)}", _progress(line)) for line in found.lines]
    return Shown("imports.html", {"rows": rows, "next": cursors.sign(found.after)})


@pages.on("GET", "/imports/<import_id>", may="get_import")
def import_(visit: Visit, import_id: str) -> Answer:
    """How far it is, how its columns were understood, and what was wrong with its lines."""
    import_id = id_of(import_id)
    followed = visit.house.imports.follow(visit.org, import_id)
    shown = Import.followed(followed)
    by = visit.members.get(followed.line.started_by or "", "")
    return Shown("import.html", {"found": shown, "by": by, "faults": shown.faults[:_FAULTS]})


def _progress(line: ImportLine) -> Progress:
    return Progress(line.outcome.value) if line.outcome else Progress.READING
