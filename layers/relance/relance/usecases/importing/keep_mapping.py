"""Column mappings that an organization keeps: each says how one of its sources writes its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.imports import ColumnMapping
from relance.domain.organization import Organization
from relance.usecases.organization.change_organization import changed
from relance.usecases.ports.importing import Reader
from relance.usecases.ports.organizations import Organizations

MOST = 50


@dataclass(frozen=True)
class KeepMapping:
    organizations: Organizations
    reader: Reader

    def keep(self, org: str, id: str, name: str, written: object, *, is_known: bool = False) -> ColumnMapping:
        """In the place of the one with its id, which must be there when it `is_known`.

        Raises Refused with every fault, NotFound.
        """
        mapping = replace(self.reader.mapping(written), name=name)

        def kept(known: Organization) -> Organization:
            if is_known and id not in known.mappings:
                raise NotFound(id)
            mappings = {**known.mappings, id: mapping}
            if len(mappings) > MOST:
                raise Refused(Fault("too_many_mappings", "mapping", {"limit": MOST}))
            return replace(known, mappings=mappings)

        changed(self.organizations, org, kept)
        return mapping

    def drop(self, org: str, id: str) -> None:
        """Raises NotFound."""

        def without(known: Organization) -> Organization:
            if id not in known.mappings:
                raise NotFound(id)
            return replace(known, mappings=_without(known.mappings, id))

        changed(self.organizations, org, without)


def _without(mappings: Mapping[str, ColumnMapping], id: str) -> dict[str, ColumnMapping]:
    return {known: mapping for known, mapping in mappings.items() if known != id}
