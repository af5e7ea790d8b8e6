"""Lines an organization looks back on, in the log table: what was imported, who changed what."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import timedelta

from relance.domain.errors import NotFound
from relance.store import keys
from relance.store.documents import document, reader
from relance.store.dynamo.tables import Log, Tables
from relance.store.dynamo.wire import Wire
from relance.usecases.ports.audit import AuditLine
from relance.usecases.ports.importing import ImportLine
from relance.usecases.ports.listings import Page

_AUDIT_LINE = reader(AuditLine)
_IMPORT_LINE = reader(ImportLine)


@dataclass(frozen=True)
class DynamoImportLines:
    """Port `ImportLines`."""

    tables: Tables
    wire: Wire

    def get(self, org: str, line: str) -> ImportLine:
        log = self.tables.log
        try:
            return _IMPORT_LINE(_inflated(log.get(*keys.import_line(org, line), consistent_read=True).z))
        except log.DoesNotExist:
            raise NotFound(f"import {line}") from None

    def save(self, line: ImportLine) -> None:
        record = _record(self.tables.log, keys.import_line(line.org, line.id), line)
        self.wire.put(self.tables.settings.log, record)

    def page(self, org: str, limit: int, before: str | None = None) -> Page[ImportLine]:
        found = self.wire.latest(self.tables.settings.log, keys.import_line(org), limit + 1, before)
        lines = (_IMPORT_LINE(_inflated(item["z"]["B"])) for item in found)
        return Page.first(limit, lines, lambda line: line.id)


@dataclass(frozen=True)
class DynamoAuditLog:
    """Port `AuditLog`. Lines go by themselves after `kept_for`."""

    tables: Tables
    wire: Wire
    kept_for: timedelta

    def note(self, line: AuditLine) -> None:
        record = _record(self.tables.log, keys.audit(line.org, line.id), line)
        record.expires = int((line.at + self.kept_for).timestamp())
        self.wire.put(self.tables.settings.log, record)

    def forget(self, line: AuditLine) -> None:
        self.tables.log(*keys.audit(line.org, line.id)).delete()

    def page(self, org: str, limit: int, before: str | None = None) -> Page[AuditLine]:
        found = self.wire.latest(self.tables.settings.log, keys.audit(org), limit + 1, before)
        lines = (_AUDIT_LINE(_inflated(item["z"]["B"])) for item in found)
        return Page.first(limit, lines, lambda line: line.id)


def _record(log: type[Log], key: keys.Key, line: object) -> Log:
    return log(*key, z=zlib.compress(document(line).encode()), v=1)


def _inflated(deflated: bytes) -> str:
    return zlib.decompress(deflated).decode()
