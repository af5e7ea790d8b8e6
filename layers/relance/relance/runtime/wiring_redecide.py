"""What decides an organization's customers afresh, over AWS: built once per container."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from relance.runtime import wiring
from relance.runtime.settings import settings

# The sweep only queues: it starts without what reads customers.
if TYPE_CHECKING:
    from relance.gateways.redecide import SqsRedecide
    from relance.store.dynamo.listings import DynamoListings
    from relance.usecases.organization.redecide import RedecideCustomers


@cache
def listings() -> DynamoListings:
    from relance.store.dynamo.listings import DynamoListings

    return DynamoListings(wiring.tables(), wiring.wire())


@cache
def queue() -> SqsRedecide:
    from relance.gateways.redecide import SqsRedecide

    return SqsRedecide(settings().redecide_queue_url, settings().region)


@cache
def redecide() -> RedecideCustomers:
    from relance.usecases.organization.redecide import RedecideCustomers

    return RedecideCustomers(wiring.organizations(), listings(), wiring.run_organization(), queue())
