"""The service itself."""

from __future__ import annotations

from typing import Literal

from aws_lambda_powertools.event_handler import Response

from relance.api import openapi
from relance.api.routing import Router
from relance.contracts.api.base import Output

router = Router("Service")


class Health(Output):
    status: Literal["ok"] = "ok"


@router.on("GET", "/health")
def health() -> Health:
    """Whether the API answers."""
    return Health()


@router.on("GET", "/openapi.json", documented=False)
def openapi_document() -> Response[str]:
    """The API, as OpenAPI 3.1 describes it."""
    return Response(200, "application/json", router.call.document())


@router.on("GET", "/docs", documented=False)
def documentation() -> Response[str]:
    """The API, for people to read."""
    policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'"
    headers = {"Content-Security-Policy": policy}
    return Response(200, "text/html; charset=utf-8", openapi.page(), headers)
