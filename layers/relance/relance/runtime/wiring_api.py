"""The HTTP API and its authorizer over AWS: built once per container."""

from __future__ import annotations

import secrets
from base64 import b32encode
from functools import cache

from relance.api.app import Api
from relance.api.services import Services
from relance.gateways.import_files import S3ImportFiles
from relance.gateways.people import CognitoPeople
from relance.gateways.redecide import SqsRedecide
from relance.gateways.secrets import secret
from relance.gateways.uploads import S3Uploads
from relance.runtime import wiring
from relance.runtime.settings import settings
from relance.store.dynamo.api_keys import DynamoApiKeys
from relance.store.dynamo.inbox import DynamoInbox
from relance.store.dynamo.listings import DynamoListings
from relance.store.dynamo.logs import DynamoAuditLog
from relance.store.dynamo.rates import DynamoRates
from relance.store.dynamo.requests import DynamoRequests
from relance.usecases.change_organization import ChangeOrganization
from relance.usecases.authorize import Authorize
from relance.usecases.redecide import RedecideCustomers
from relance.usecases.start_import import Imports


def _listings() -> DynamoListings:
    return DynamoListings(wiring.tables(), wiring.wire())


@cache
def _api_keys() -> DynamoApiKeys:
    return DynamoApiKeys(wiring.tables(), wiring.wire())


@cache
def _redecide() -> SqsRedecide:
    return SqsRedecide(settings().redecide_queue_url, settings().region)


@cache
def api() -> Api:
    return Api(services())


@cache
def services() -> Services:
    known, region = settings(), settings().region
    return Services(
        clock=wiring.clock(),
        organizations=wiring.organizations(),
        plans=wiring.plans(),
        accounts=wiring.accounts(),
        outreaches=wiring.outreaches(),
        tenants=wiring.tenants(),
        change_account=wiring.change_account(),
        change_organization=ChangeOrganization(wiring.organizations(), _redecide()),
        run_organization=wiring.run_organization(),
        simulate=wiring.simulate(),
        listings=_listings(),
        api_keys=_api_keys(),
        people=CognitoPeople(known.user_pool, region),
        memory=DynamoRequests(known.tables, wiring.wire()),
        rates=DynamoRates(known.tables, wiring.wire()),
        redecide=_redecide(),
        uploads=S3Uploads(known.drop_bucket, region),
        imports=Imports(
            wiring.import_lines(),
            S3ImportFiles(known.drop_bucket, region),
            S3Uploads(known.drop_bucket, region),
        ),
        inbox=DynamoInbox(wiring.tables(), wiring.wire()),
        audit=DynamoAuditLog(wiring.tables(), wiring.wire()),
        secret=lambda: secret(known.api_secret_arn, region),
        new_id=lambda: b32encode(secrets.token_bytes(10)).decode().lower(),
        new_secret=lambda: secrets.token_hex(32),
    )


@cache
def authorize() -> Authorize:
    from relance.gateways.tokens import CognitoTokens

    known = settings()
    tokens = CognitoTokens(known.user_pool, known.user_pool_client, known.region, known.cognito_endpoint)
    return Authorize(tokens, wiring.organizations(), _api_keys(), wiring.clock())


@cache
def redecide() -> RedecideCustomers:
    return RedecideCustomers(_listings(), wiring.run_organization(), _redecide())
