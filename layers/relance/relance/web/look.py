"""How a state looks: the colour of its class, its icon; its word stands in the texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from relance.domain.inbox import EntryState
from relance.domain.outreach import EmailStatus
from relance.domain.promise import PromiseState
from relance.domain.receivables import InvoiceStatus
from relance.usecases.customers.list_actions import Ending
from relance.usecases.importing.start_import import Progress


class Look(NamedTuple):
    """`word` is the code of the word beside the icon."""

    kind: str
    icon: str
    word: str


_KINDS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "invoice": {
        InvoiceStatus.TO_SEND: ("info", "send"),
        InvoiceStatus.DUE: ("", "calendar"),
        InvoiceStatus.OVERDUE: ("late", "clock-alert"),
        InvoiceStatus.PAID: ("good", "check"),
        InvoiceStatus.IN_DISPUTE: ("held", "scale"),
        InvoiceStatus.VOID: ("", "x"),
    },
    "mail": {
        EntryState.PENDING: ("held", "circle-pause"),
        EntryState.ANSWERED: ("good", "reply"),
        EntryState.IGNORED: ("", "archive"),
        EntryState.PAUSED: ("wait", "pause"),
        EntryState.SUPERSEDED: ("", "layers"),
        EntryState.FILED: ("", "archive"),
        EntryState.UNMATCHED: ("wait", "user-plus"),
        EntryState.QUARANTINED: ("late", "shield-alert"),
        EntryState.DROPPED: ("", "x"),
    },
    "email": {
        "pending": ("wait", "clock"),
        "unknown": ("wait", "circle-help"),
        "failed": ("late", "mail-x"),
        "sent": ("info", "send"),
        "delivered": ("good", "mail-check"),
        "opened": ("good", "mail-open"),
        "clicked": ("good", "mail-open"),
        "bounced": ("late", "mail-warning"),
        "complained": ("late", "flag"),
    },
    "promise": {
        PromiseState.OPEN: ("wait", "handshake"),
        PromiseState.KEPT: ("good", "handshake"),
        PromiseState.BROKEN: ("late", "handshake"),
        PromiseState.WITHDRAWN: ("", "x"),
    },
    "action": {
        "upcoming": ("", "calendar"),
        Ending.DONE: ("good", "check"),
        Ending.FAILED: ("late", "mail-x"),
        Ending.UNKNOWN: ("wait", "circle-help"),
    },
    "decision": {
        "execute": ("good", "mail"),
        "letter": ("good", "file-text"),
        "create_task": ("info", "user"),
        "hold": ("held", "circle-pause"),
        "wait": ("wait", "clock"),
        "finish": ("", "check"),
    },
    "import": {
        Progress.AWAITING_FILE: ("wait", "clock"),
        Progress.READING: ("wait", "clock"),
        Progress.PROCESSED: ("good", "check"),
        Progress.PARTIAL: ("late", "triangle-alert"),
        Progress.FAILED: ("late", "x"),
        Progress.PREVIEWED: ("info", "eye"),
        Progress.ALREADY_IMPORTED: ("", "layers"),
    },
}


def look(of: str, state: str | EmailStatus) -> Look:
    """`look("invoice", "overdue")`: late, with a clock, in the word `state.invoice.overdue`."""
    name = state.name.lower() if isinstance(state, EmailStatus) else str(state)
    kind, icon = _KINDS[of][name]
    return Look(kind, icon, f"state.{of}.{name}")
