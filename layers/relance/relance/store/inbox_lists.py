"""On which list of its organization an inbox entry stands."""

from __future__ import annotations

from relance.domain.inbox import EntryState, InboxEntry, MailKind
from relance.usecases.ports.inbox import InboxList


def list_of(entry: InboxEntry) -> InboxList | None:
    if entry.state is EntryState.PENDING:
        return InboxList.PENDING
    if entry.state is EntryState.UNMATCHED:
        return InboxList.UNMATCHED
    return InboxList.FORWARDING if entry.received.kind is MailKind.FORWARDING else None
