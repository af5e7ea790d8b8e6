"""The private links of customers, in the log table (port `PortalLinks`), which forgets what has expired."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from relance.domain.portal import PortalLink
from relance.store import keys
from relance.store.documents import document, reader
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Wire

_LINK = reader(PortalLink)


@dataclass(frozen=True)
class DynamoPortalLinks:
    tables: Tables
    wire: Wire

    def put(self, org: str, secret_hash: str, link: PortalLink) -> None:
        data, expires = zlib.compress(document(link).encode()), int(link.expires_at.timestamp())
        key = keys.portal_link(org, secret_hash)
        self.wire.put_new(self.tables.settings.log, self.tables.log(*key, z=data, v=1, expires=expires))

    def get(self, org: str, secret_hash: str) -> PortalLink | None:
        log = self.tables.log
        try:
            record = log.get(*keys.portal_link(org, secret_hash), consistent_read=True)
        except log.DoesNotExist:
            return None
        return _LINK(zlib.decompress(record.z).decode())
