"""Outreaches in the log table, which are also the history's lines (port `Outreaches`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from relance.again import again
from relance.domain.errors import Conflict
from relance.domain.outreach import Outreach, OutreachRef
from relance.store import keys
from relance.store.documents import document, reader
from relance.store.dynamo.deflate import deflated, inflated
from relance.store.dynamo.tables import Log, Tables
from relance.store.dynamo.wire import Wire

_OUTREACH = reader(Outreach)
_REF = reader(OutreachRef)
# The customer of an answer that comes later than that is found by the reply address.
_NAMED_FOR = timedelta(days=400)


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
        return read_outreach(record.z, record.v)

    def of_customer(
        self, org: str, customer: str, limit: int, before: str | None = None
    ) -> tuple[Outreach, ...]:
        all_ = keys.history(org, customer)
        earlier = before and _key(OutreachRef.named(org, customer, before)).sk.removeprefix(all_.sk)
        found = self.wire.latest(self.tables.settings.log, all_, limit, earlier)
        return tuple(read_outreach(item["z"]["B"], item["v"]["N"]) for item in found)

    def record(self, outreach: Outreach) -> None:
        def attempt() -> None:
            try:
                self.wire.put_new(self.tables.settings.log, self._record(outreach))
            except Conflict:
                heard = self.get(outreach.ref)
                if heard is None:
                    raise
                self.update(outreach.merged(heard))

        again(attempt, f"outreach {outreach.ref.id}")

    def update(self, outreach: Outreach) -> None:
        self.wire.put_over(self.tables.settings.log, self._record(outreach), outreach.revision)

    def remove(self, outreach: Outreach) -> None:
        if outreach.message_id:
            self.tables.log(*keys.message(outreach.ref.org, outreach.message_id)).delete()
        self.tables.log(*_key(outreach.ref)).delete()

    def name_message(self, ref: OutreachRef, message_id: str) -> None:
        named = deflated(document(ref))
        expires = int((ref.at + _NAMED_FOR).timestamp())
        self.tables.log(*keys.message(ref.org, message_id), z=named, v=1, expires=expires).save()

    def of_message(self, org: str, message_id: str) -> OutreachRef | None:
        log = self.tables.log
        try:
            record = log.get(*keys.message(org, message_id))
        except log.DoesNotExist:
            return None
        return _REF(inflated(record.z))

    def _record(self, outreach: Outreach) -> Log:
        """Deflated, so that a record with all that the mail said costs one write unit."""
        data = deflated(document(replace(outreach, revision=0)))
        record = self.tables.log(*_key(outreach.ref), z=data, v=outreach.revision + 1)
        record.g, record.gs = keys.outreaches(outreach.ref.org, outreach.ref.name)
        return record


def read_outreach(data: bytes, version: float | str) -> Outreach:
    return replace(_OUTREACH(inflated(data)), revision=int(version))


def _key(ref: OutreachRef) -> keys.Key:
    return keys.outreach(ref.org, ref.customer, ref.at, ref.id)
