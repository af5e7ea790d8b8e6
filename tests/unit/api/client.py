"""The API as a test calls it: in process, over a house in memory, past the gateway.

acme.get("/customers/C-1")
acme.as_(Role.VIEWER).post("/customers", {...}).problem.code
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.api.app import Api
from relance.domain.organization import Role
from relance.usecases.organization.authorize import Caller, facts


@dataclass(frozen=True)
class Reply:
    """What came back. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str

    @cached_property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """Of a problem."""
        assert self.headers["content-type"] == "application/problem+json", self
        return str(self.json["code"])

    @property
    def faults(self) -> dict[str, str]:
        """Of a problem: field -> code."""
        return {error["field"]: error["code"] for error in self.json["errors"]}

    @property
    def etag(self) -> str:
        return self.headers["etag"]


@dataclass(frozen=True)
class Client:
    """Calls as `caller`; None is nobody."""

    api: Api
    caller: Caller | None

    def as_(self, role: Role) -> Client:
        assert self.caller
        return replace(self, caller=replace(self.caller, role=role))

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: object) -> Reply:
        return self.call("GET", path, None, headers, query)

    def post(self, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Reply:
        return self.call("POST", path, body, headers)

    def patch(self, path: str, body: object, if_match: str | None = None) -> Reply:
        return self.call("PATCH", path, body, {"If-Match": if_match} if if_match else {})

    def delete(self, path: str, if_match: str | None = None) -> Reply:
        return self.call("DELETE", path, None, {"If-Match": if_match} if if_match else {})

    def edit(self, path: str, body: object) -> Reply:
        """Reads it, then changes it under its ETag."""
        return self.patch(path, body, self.get(path).etag)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
    ) -> Reply:
        """`body` is sent as it is when it is a text, else as JSON."""
        said = {"content-type": "application/json"} if body is not None else {}
        said |= {name.lower(): value for name, value in (headers or {}).items()}
        asked = {name: str(value) for name, value in (query or {}).items()}
        event = {
            "version": "2.0",
            "routeKey": "ANY /v1/{proxy+}",
            "rawPath": f"/v1{path}",
            "rawQueryString": urlencode(asked),
            "queryStringParameters": asked,
            "headers": said,
            "body": body if isinstance(body, str) or body is None else json.dumps(body),
            "isBase64Encoded": False,
            "requestContext": {
                "requestId": "request-1",
                "stage": "$default",
                "http": {"method": method, "path": f"/v1{path}", "sourceIp": "192.0.2.1"},
                "authorizer": {"lambda": facts(self.caller)} if self.caller else {},
            },
        }
        return _reply(self.api.handle(event, LambdaContext()))


def _reply(response: Mapping[str, Any]) -> Reply:
    headers = {name.lower(): value for name, value in response["headers"].items()}
    body = response["body"]
    if response["isBase64Encoded"]:
        body = base64.b64decode(body)
        body = (gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body).decode()
    return Reply(response["statusCode"], headers, body)
