"""The inbox in memory: the same contract as DynamoDB's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from relance.domain.errors import Conflict, NotFound
from relance.domain.inbox import File, InboxEntry
from relance.store.inbox_lists import list_of
from relance.usecases.ports.inbox import InboxList


@dataclass
class MemoryInbox:
    _all: dict[tuple[str, str], InboxEntry] = field(default_factory=dict)
    _first: dict[tuple[str, str], str] = field(default_factory=dict)
    _hours: defaultdict[tuple[str, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def get(self, org: str, entry: str) -> InboxEntry:
        try:
            return self._all[org, entry]
        except KeyError:
            raise NotFound(f"inbox entry {entry}") from None

    def add(self, entry: InboxEntry) -> InboxEntry:
        return self._all.setdefault((entry.org, entry.id), replace(entry, revision=1))

    def update(self, entry: InboxEntry) -> InboxEntry:
        known = self._all.get((entry.org, entry.id))
        if known is None or known.revision != entry.revision:
            raise Conflict(f"inbox entry {entry.id}")
        stored = self._all[entry.org, entry.id] = replace(entry, revision=entry.revision + 1)
        return stored

    def remove(self, entry: InboxEntry) -> None:
        self._all.pop((entry.org, entry.id), None)

    def is_first(self, org: str, fingerprint: str, entry: str) -> bool:
        return self._first.setdefault((org, fingerprint), entry) == entry

    def allows(self, org: str, customer: str, hour: datetime, entry: str, most: int) -> bool:
        taken = self._hours[org, customer, f"{hour:%Y-%m-%dT%H}"]
        if entry not in taken and len(taken) >= most:
            return False
        taken.add(entry)
        return True

    def listed(self, org: str, name: InboxList, before: str | None = None) -> Iterator[InboxEntry]:
        return self._where(org, before, lambda entry: list_of(entry) is name)

    def of_customer(self, org: str, customer: str, before: str | None = None) -> Iterator[InboxEntry]:
        return self._where(org, before, lambda entry: entry.customer == customer)

    def in_month(self, org: str, month: datetime, before: str | None = None) -> Iterator[InboxEntry]:
        return self._where(org, before, lambda entry: f"{entry.received_at:%Y-%m}" == f"{month:%Y-%m}")

    def _where(
        self, org: str, before: str | None, holds: Callable[[InboxEntry], bool]
    ) -> Iterator[InboxEntry]:
        ours = [entry for (of, _), entry in self._all.items() if of == org and holds(entry)]
        found = [entry for entry in ours if not before or entry.id < before]
        for entry in sorted(found, key=lambda entry: entry.id, reverse=True):
            yield replace(entry, received=replace(entry.received, text="", visible=""))

    def to_look_at(self, now: datetime) -> Iterator[tuple[str, str]]:
        due = [(e.look_at, e.org, e.id) for e in self._all.values() if e.look_at and e.look_at <= now]
        return iter([(org, entry) for _, org, entry in sorted(due)])


@dataclass
class MemoryMails:
    """Put what came in under its id; the mail service does so before it tells of it."""

    came: dict[str, bytes] = field(default_factory=dict)
    nobodys: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)

    def read(self, mail: str) -> bytes | None:
        return self.came.get(mail)

    def key(self, mail: str) -> str:
        return f"received/{mail}"

    def set_aside(self, mail: str) -> None:
        self.nobodys[mail] = self.came.pop(mail)

    def remove(self, key: str) -> None:
        self.came.pop(key.removeprefix("received/"), None)
        self.files.pop(key, None)

    def keep_file(self, org: str, entry: str, number: int, file: File) -> str:
        key = f"files/{org}/{entry}/{number}"
        self.files[key] = file
        return key
