"""Outreaches in the log table, which are also the history's lines (port `Outreaches`)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

from relance.domain.errors import Conflict
from relance.domain.outreach import Outreach, OutreachRef
from relance.store import keys
from relance.store.documents import document, reader
from relance.store.dynamo.tables import Log, Tables
from relance.store.dynamo.wire import Wire

_OUTREACH = reader(Outreach)
_TRIES = 8


@dataclass(frozen=True)
class DynamoOutreaches:
    tables: Tables
    wire: Wire

    def get(self, ref: OutreachRef) -> Outreach | None:
        log = self.tables.log
        try:
            record = log.get(*_key(ref), consistent_read=True)
        except log.DoesNotExist:
            return None
        return replace(_OUTREACH(zlib.decompress(record.z).decode()), revision=int(record.v))

    def record(self, outreach: Outreach) -> None:
        for _ in range(_TRIES):
            try:
                self.wire.put_new(self.tables.settings.log, self._record(outreach))
            except Conflict:
                heard = self.get(outreach.ref)
                if heard is None:
                    continue
                try:
                    self.update(outreach.merged(heard))
                except Conflict:
                    continue
            return
        raise Conflict(f"outreach {outreach.ref.id} kept changing")

    def update(self, outreach: Outreach) -> None:
        self.wire.put_over(self.tables.settings.log, self._record(outreach), outreach.revision)

    def _record(self, outreach: Outreach) -> Log:
        """Deflated, so that a record with all that the mail said costs one write unit."""
        deflated = zlib.compress(document(replace(outreach, revision=0)).encode())
        return self.tables.log(*_key(outreach.ref), z=deflated, v=outreach.revision + 1)


def _key(ref: OutreachRef) -> keys.Key:
    return keys.outreach(ref.org, ref.customer, ref.at, ref.id)
