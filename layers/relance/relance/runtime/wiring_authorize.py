"""The authorizer over AWS: built once per container."""

from __future__ import annotations

from functools import cache

from relance.gateways.tokens import CognitoTokens
from relance.runtime import wiring
from relance.runtime.settings import settings
from relance.store.dynamo.api_keys import DynamoApiKeys
from relance.usecases.organization.authorize import Authorize


@cache
def api_keys() -> DynamoApiKeys:
    return DynamoApiKeys(wiring.tables(), wiring.wire())


@cache
def authorize() -> Authorize:
    known = settings()
    tokens = CognitoTokens(known.user_pool, known.user_pool_client, known.region, known.cognito_endpoint)
    return Authorize(tokens, wiring.organizations(), api_keys(), wiring.clock())
