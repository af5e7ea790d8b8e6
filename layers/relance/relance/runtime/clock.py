"""What time it is: the system's, or on a laptop the system's moved forward by a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from relance.usecases.ports.clock import Clock


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """Reads `{"offset_seconds": n}` each time it is asked: the file moves while functions are warm."""

    file: Path

    def now(self) -> datetime:
        try:
            offset = json.loads(self.file.read_text(encoding="utf-8"))["offset_seconds"]
        except FileNotFoundError:
            offset = 0
        return datetime.now(UTC) + timedelta(seconds=offset)


def clock_of(file: Path | None) -> Clock:
    return ShiftedClock(file) if file else SystemClock()
