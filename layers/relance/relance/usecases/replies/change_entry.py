"""The one way an inbox entry changes: on what is stored, again when another change came between."""

from __future__ import annotations

from collections.abc import Callable

from relance.again import again
from relance.domain.inbox import InboxEntry
from relance.usecases.ports.inbox import Inbox


def change_entry(
    inbox: Inbox, org: str, entry_id: str, change: Callable[[InboxEntry], InboxEntry]
) -> InboxEntry:
    """The entry as it is stored afterwards; not written when `change` leaves it alone.

    Raises NotFound, Conflict.
    """

    def attempt() -> InboxEntry:
        before = inbox.get(org, entry_id)
        after = change(before)
        return before if after == before else inbox.update(after)

    return again(attempt, f"inbox entry {entry_id}")
