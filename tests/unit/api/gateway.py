"""The API as a web application, in process: what the gateway and its authorizer do before and after it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.api.app import Api
from relance.usecases.organization.authorize import Caller, facts


@dataclass(frozen=True)
class Gateway:
    """A WSGI application. `callers` are who is known, by what they send as `Authorization`."""

    api: Api
    callers: Mapping[str, Caller]
    # Answers what is not the API's, such as uploads.
    elsewhere: Callable[[WSGIEnvironment], int] | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.elsewhere and not environ["PATH_INFO"].startswith("/v1"):
            start_response(f"{self.elsewhere(environ)} .", [])
            return [b""]
        response = self.api.handle(self._event(environ), LambdaContext())
        start_response(f"{response['statusCode']} .", list(response["headers"].items()))
        body = response["body"]
        return [base64.b64decode(body) if response["isBase64Encoded"] else body.encode()]

    def _event(self, environ: WSGIEnvironment) -> dict[str, Any]:
        headers = {
            name[5:].replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if kind := environ.get("CONTENT_TYPE"):
            headers["content-type"] = kind
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        caller = self.callers.get(headers.get("authorization", ""))
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        return {
            "version": "2.0",
            "routeKey": "ANY /v1/{proxy+}",
            "rawPath": path,
            "rawQueryString": environ.get("QUERY_STRING", ""),
            "queryStringParameters": dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
            "headers": headers,
            "body": base64.b64encode(body).decode() if body else None,
            "isBase64Encoded": bool(body),
            "requestContext": {
                "requestId": "request-1",
                "stage": "$default",
                "http": {"method": environ["REQUEST_METHOD"], "path": path, "sourceIp": "192.0.2.1"},
                "authorizer": {"lambda": facts(caller)} if caller else {},
            },
        }
