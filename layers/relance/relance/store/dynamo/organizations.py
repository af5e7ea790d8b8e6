"""Organizations and their plans (ports `Organizations`, `Plans`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from relance.domain.errors import Conflict, NotFound
from relance.domain.organization import Organization
from relance.domain.plan import DunningPlan
from relance.store import keys
from relance.store.documents import document, reader
from relance.store.dynamo.tables import LOST_RACE, Core, Tables, connection

_ORGANIZATION = reader(Organization)
_PLAN = reader(DunningPlan)
_ON, _OFF = "on", "off"


@dataclass(frozen=True)
class DynamoOrganizations:
    tables: Tables

    def get(self, org: str) -> Organization:
        core = self.tables.core
        try:
            record = core.get(*keys.organization(org), consistent_read=True)
        except core.DoesNotExist:
            raise NotFound(f"organization {org}") from None
        return replace(_ORGANIZATION(record.d), revision=int(record.v))

    def save(self, organization: Organization) -> None:
        core, read = self.tables.core, organization.revision
        bare = replace(organization, revision=0)
        record = core(*keys.organization(organization.id), d=document(bare), v=read + 1)
        if organization.undecided:
            record.lk, record.ls = keys.undecided(organization.id)
        switch = core(*keys.switch(organization.id), d=_ON if organization.sending else _OFF)
        try:
            with TransactWrite(connection=connection(self.tables.settings)) as transaction:
                transaction.save(record, condition=core.v == read if read else core.pk.does_not_exist())
                transaction.save(switch)
        except TransactWriteError as error:
            if {reason.code for reason in error.cancellation_reasons if reason} & LOST_RACE:
                raise Conflict(f"organization {organization.id}") from error
            raise

    def is_sending(self, org: str) -> bool:
        core = self.tables.core
        try:
            return str(core.get(*keys.switch(org), consistent_read=True).d) == _ON
        except core.DoesNotExist:
            # Saved before the switch was an item of its own.
            return self.get(org).sending

    def undecided(self) -> Iterator[str]:
        return (str(record.ls) for record in self.tables.core.list_index.query(keys.undecided().hash))


@dataclass(frozen=True)
class DynamoPlans:
    """A published version never changes: a version that was read is kept for the life of the container."""

    tables: Tables
    _known: dict[tuple[str, str, int], DunningPlan] = field(default_factory=dict)

    def get(self, org: str, plan: str, version: int) -> DunningPlan:
        known = self._known.get((org, plan, version))
        if known is None:
            known = self._known[org, plan, version] = self._read(org, plan, version)
        return known

    def _read(self, org: str, plan: str, version: int) -> DunningPlan:
        core = self.tables.core
        try:
            return _PLAN(core.get(*keys.plan(org, plan, version), consistent_read=True).d)
        except core.DoesNotExist:
            raise NotFound(f"plan {plan} version {version}") from None

    def publish(self, org: str, plan: DunningPlan) -> None:
        core = self.tables.core
        record = core(*keys.plan(org, plan.id, plan.version), d=document(plan))
        _save(record, core.pk.does_not_exist())


def _save(record: Core, condition: Condition) -> None:
    """Raises Conflict when the condition does not hold."""
    try:
        record.save(condition=condition)
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        raise Conflict(f"{record.pk} {record.sk}") from error
