"""How far the schedules have looked (port `Watermark`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from relance.store import keys
from relance.store.dynamo.tables import Tables


@dataclass(frozen=True)
class DynamoWatermark:
    tables: Tables
    of: str

    def read(self) -> datetime | None:
        core = self.tables.core
        try:
            return datetime.fromisoformat(core.get(*keys.watermark(self.of), consistent_read=True).d)
        except core.DoesNotExist:
            return None

    def write(self, reached: datetime) -> None:
        self.tables.core(*keys.watermark(self.of), d=reached.isoformat()).save()
