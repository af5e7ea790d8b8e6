"""Erasures in memory: the same contract as DynamoDB's, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from relance.domain.erasure import Erasure, mark_of
from relance.domain.errors import Conflict


@dataclass
class MemoryErasures:
    _all: dict[tuple[str, str], Erasure] = field(default_factory=dict)

    def get(self, org: str, customer: str) -> Erasure | None:
        return self._all.get((org, mark_of(org, customer)))

    def put(self, erasure: Erasure) -> Erasure:
        key = (erasure.org, erasure.mark)
        known = self._all.get(key)
        if (known.revision if known else 0) != erasure.revision:
            raise Conflict(f"erasure {erasure.mark}")
        self._all[key] = replace(erasure, revision=erasure.revision + 1)
        return self._all[key]

    def unfinished(self) -> Iterator[Erasure]:
        return iter([erasure for erasure in self._all.values() if erasure.done_at is None])
