"""An import that a caller of the API begins."""

from __future__ import annotations

from relance.api.call import Call
from relance.usecases.ports.importing import ImportLine


def import_line(call: Call, file: str, *, preview: bool = False) -> ImportLine:
    """The line of a file that is to come."""
    # The tenant is real: an authorizer of a minute ago may speak for one that is gone.
    org = call.organization.id
    made = ImportLine.identity(call.now, org, call.new_id("import"))
    return ImportLine(org, made, file, preview, call.now, started_by=call.caller.id)
