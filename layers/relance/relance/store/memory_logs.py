"""What an organization looks back on, in memory: the same contract as DynamoDB's and S3's, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from relance.domain.errors import NotFound
from relance.usecases.ports.audit import AuditLine
from relance.usecases.ports.importing import ImportLine
from relance.usecases.ports.listings import Page


def _page[Line: (ImportLine, AuditLine)](
    lines: Mapping[tuple[str, str], Line], org: str, limit: int, before: str | None
) -> Page[Line]:
    earlier = (key for key in lines if key[0] == org and (before is None or key[1] < before))
    found = (lines[key] for key in sorted(earlier, reverse=True))
    return Page.first(limit, found, lambda line: line.id)


@dataclass
class MemoryImportLines:
    _all: dict[tuple[str, str], ImportLine] = field(default_factory=dict)

    def get(self, org: str, line: str) -> ImportLine:
        try:
            return self._all[org, line]
        except KeyError:
            raise NotFound(f"import {line}") from None

    def save(self, line: ImportLine) -> None:
        self._all[line.org, line.id] = line

    def page(self, org: str, limit: int, before: str | None = None) -> Page[ImportLine]:
        return _page(self._all, org, limit, before)


@dataclass
class MemoryAuditLog:
    _all: dict[tuple[str, str], AuditLine] = field(default_factory=dict)

    def note(self, line: AuditLine) -> None:
        self._all[line.org, line.id] = line

    def forget(self, line: AuditLine) -> None:
        del self._all[line.org, line.id]

    def page(self, org: str, limit: int, before: str | None = None) -> Page[AuditLine]:
        return _page(self._all, org, limit, before)


@dataclass
class MemoryImportFiles:
    """What lies in the drop-folder, by key."""

    files: dict[str, bytes] = field(default_factory=dict)

    def put(self, key: str, content: bytes, content_type: str) -> None:
        self.files[key] = content

    def holds(self, key: str) -> bool:
        return key in self.files

    def read(self, key: str) -> bytes | None:
        return self.files.get(key)

    def remove(self, key: str) -> None:
        self.files.pop(key, None)

    def link(self, key: str, name: str) -> str:
        return f"https://files.example.com/{key}"
