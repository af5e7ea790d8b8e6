"""The one way an inbox entry changes: on what is stored, again when another change came between."""

from __future__ import annotations

from collections.abc import Callable

from relance.domain.errors import Conflict
from relance.domain.inbox import InboxEntry
from relance.usecases.ports.inbox import Inbox

_TRIES = 8


def change_entry(
    inbox: Inbox, org: str, entry_id: str, change: Callable[[InboxEntry], InboxEntry]
) -> InboxEntry:
    """As it is stored afterwards; one that `change` leaves alone is not written. Raises NotFound."""
    for _ in range(_TRIES):
        before = inbox.get(org, entry_id)
        after = change(before)
        if after == before:
            return before
        try:
            return inbox.update(after)
        except Conflict:
            continue
    raise Conflict(f"inbox entry {entry_id} kept changing")
