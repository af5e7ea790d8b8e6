"""An import that somebody begins."""

from __future__ import annotations

from relance.access.asking import Asking
from relance.usecases.ports.importing import ImportLine


def import_line(asking: Asking, file: str, *, preview: bool = False) -> ImportLine:
    """The line of a file that is to come."""
    # The tenant is real: an authorizer of a minute ago may speak for one that is gone.
    org = asking.organization.id
    made = ImportLine.identity(asking.now, org, asking.new_id("import"))
    return ImportLine(org, made, file, preview, asking.now, started_by=asking.caller.id)
