"""Files that were imported, and what became of each."""

from __future__ import annotations

from typing import Final

from relance.access.importing import import_line
from relance.contracts.api.base import path_id
from relance.contracts.api.imports import Import, NewImport
from relance.domain.errors import Fault, Refused
from relance.usecases.importing.start_import import Progress
from relance.usecases.ports.importing import ImportLine
from relance.web.answers import Answer, See, Shown
from relance.web.forms import SHOWN_AGAIN, id_of, problem_details, read
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_ROWS: Final = 50
_FAULTS: Final = 200


@pages.on("GET", "/imports", may="list_imports")
def imports(visit: Visit) -> Answer:
    """The latest first."""
    return _screen(visit)


@pages.on("POST", "/imports", may="start_import")
def start_import(visit: Visit) -> Answer:
    """A file that was chosen is taken as from the drop-folder; `look` reads it and imports nothing."""
    chosen = visit.files.get("file")
    try:
        if chosen is None or not chosen.content:
            raise Refused(Fault("missing", "file"))
        said = read(NewImport, {"file": chosen.name, "preview": bool(visit.given("look"))})
        line = import_line(visit, said.file, preview=said.preview)
        visit.house.imports.take(line, chosen.content)
    except SHOWN_AGAIN as error:
        return _screen(visit, error)
    return See(f"/imports/{path_id(line.id)}", "imports.taken")


def _screen(visit: Visit, error: Exception | None = None) -> Shown:
    cursors = visit.cursors("imports")
    found = visit.house.imports.lines.page(visit.org, _ROWS, cursors.read(visit.query.get("cursor")))
    rows = [(line, f"/imports/{path_id(line.id)}", _progress(line)) for line in found.lines]
    problem = problem_details(visit, error) if error else None
    values = {"rows": rows, "next": cursors.sign(found.after), "problem": problem}
    return Shown("imports.html", values, 422 if error else 200)


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
