"""What decides an organization's customers afresh, over AWS: built once per container."""

from __future__ import annotations

from functools import cache

from relance.gateways.redecide import SqsRedecide
from relance.runtime import wiring
from relance.runtime.settings import settings
from relance.store.dynamo.listings import DynamoListings
from relance.usecases.redecide import RedecideCustomers


@cache
def listings() -> DynamoListings:
    return DynamoListings(wiring.tables(), wiring.wire())


@cache
def queue() -> SqsRedecide:
    return SqsRedecide(settings().redecide_queue_url, settings().region)


@cache
def redecide() -> RedecideCustomers:
    return RedecideCustomers(listings(), wiring.run_organization(), queue())
