"""Several to-dos handled in one call, over the API and on the pages alike."""

from __future__ import annotations

from relance.access.asking import Asking
from relance.contracts.api.tasks import TaskBulk
from relance.usecases.customers.handle_tasks import Handled


def handled(asking: Asking, body: TaskBulk) -> tuple[Handled, ...]:
    """Each by itself, whatever becomes of the others. Raises Refused when it is not said until when."""
    handle, by = asking.house.handle_tasks, asking.caller.id
    match body.action:
        case "done":
            return handle.done(asking.tenant, body.refs, by)
        case "skip":
            return handle.skip(asking.tenant, body.refs, by)
        case _:
            return handle.change(asking.tenant, body.refs, body.as_change())
