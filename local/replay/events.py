"""The reminders that left during a replay, as facts: who, when, about what."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class SentReminder:
    """`at` is the aware instant at which it left; `invoices` are all it lists, the carrying one included."""

    at: datetime
    customer: str
    carrying: str
    step: str
    kind: str
    invoices: tuple[str, ...]


def write_events(path: Path, sent: Iterable[SentReminder], zone: ZoneInfo) -> None:
    """One JSON object a line, in the order in which they left; `date` is the day in `zone`."""
    lines = (
        json.dumps(
            {
                "date": reminder.at.astimezone(zone).date().isoformat(),
                "customer_id": reminder.customer,
                "carrying": reminder.carrying,
                "step": reminder.step,
                "kind": reminder.kind,
                "invoices": list(reminder.invoices),
            },
            ensure_ascii=False,
        )
        for reminder in sent
    )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
