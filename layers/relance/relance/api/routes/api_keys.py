"""API keys, for machines."""

from __future__ import annotations

from relance.access.problems import Problem
from relance.api.routing import Router
from relance.contracts.api.api_keys import ApiKey, CreatedApiKey, NewApiKey
from relance.contracts.api.base import Page, PathId
from relance.domain.errors import Conflict

router = Router("API keys")


@router.on("GET", "/api-keys")
def list_api_keys() -> Page[ApiKey]:
    """Every key, revoked ones included, with its last use."""
    keys = router.call.house.api_keys.of(router.call.org)
    return Page(items=tuple(ApiKey.of(key) for key in keys))


@router.on("POST", "/api-keys", status=201)
def create_api_key(body: NewApiKey) -> CreatedApiKey:
    """Make a key. Its token is in this answer and never shown again."""
    call, key_id = router.call, router.call.new_id("api_key")
    try:
        key, token = call.house.manage_api_keys.create(call.org, key_id, body.name, body.role, call.caller.id)
    except Conflict:
        raise Problem("key_made_before", key=key_id) from None
    return CreatedApiKey.of(key, token)


@router.on("POST", "/api-keys/<api_key>/revoke")
def revoke_api_key(api_key: PathId) -> ApiKey:
    """Revoke a key for good. It may open the door for a minute more."""
    return ApiKey.of(router.call.house.manage_api_keys.revoke(router.call.org, api_key))
