"""The OpenAPI 3.1 document of the API: Powertools' own, with what it cannot know."""

from __future__ import annotations

import json
import re
from functools import cache
from inspect import getdoc, getmodule
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

from relance.access.permissions import LEAST, PUBLIC
from relance.access.problems import STATUS
from relance.api.routing import Operation
from relance.contracts.api.problem import ProblemDetails

VERSION: Final = "1.0.0"
_DESCRIPTION: Final = """\
Accounts-receivable reminders: what is owed, who is reminded, and why.

**Who calls.** `Authorization: Bearer …` with the ID token of a person, or an API key (`rk_…`). What is shown
and changed is that organization's alone.

**Ids** stand in paths as the API gives them; what is not a letter, a digit, `.`, `_` or `-` is written `~XX`
(UTF-8, hexadecimal): the invoice `F/1` is `/v1/invoices/F~2F1`.

**Changes** take the ETag of what was read in `If-Match`. A POST with an `Idempotency-Key` is done once and
answered alike for a day; one that only looks takes no such key.

**Lists** answer a page and, in `next`, the cursor of the following one.

**Errors** are problem details (RFC 9457) with a stable `code`, in English or French (`Accept-Language`).
"""
_PROBLEM_SCHEMA: Final = {"$ref": "#/components/schemas/ProblemDetails"}
_REASONS: Final = {
    400: "Malformed JSON, or a cursor of another list",
    401: "Nobody known",
    403: "The role does not allow it",
    404: "Not in your organization",
    409: "It exists, or others change it at the same time",
    412: "Changed since it was read",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "Something in the request cannot be accepted",
    428: "If-Match is required",
    429: "Too many requests; or the mail service takes no more at the moment",
    500: "Our fault",
}
_IDEMPOTENCY_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A key of your own for this request, such as a UUID.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of what is changed, as it came with the answer to a GET.",
    "schema": {"type": "string"},
}
# They are public, and still may not know who it is.
_SIGN_INS: Final = {"sign_in", "answer_sign_in", "refresh_sign_in"}
# How pydantic calls a page of actions: Page_Action_, and Page[Action] in its title.
_GENERIC_PAGE: Final = re.compile(r"\bPage[_\[](\w+?)[_\]](?=\")")
_PLACE: Final = "Its `id`, as the API gives it."
_RETRY_AFTER: Final = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


def document(app: APIGatewayHttpResolver, operations: dict[str, Operation]) -> str:
    """As JSON, indented, its keys in a stable order."""
    return json.dumps(_document(app, operations), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _document(app: APIGatewayHttpResolver, operations: dict[str, Operation]) -> dict[str, Any]:
    told = app.get_openapi_json_schema(
        title="Relance",
        version=VERSION,
        openapi_version="3.1.0",
        description=_DESCRIPTION,
        security_schemes={"bearer": HTTPBearer()},
        security=[{"bearer": []}],
    )
    written = json.loads(_GENERIC_PAGE.sub(r"\1Page", told))
    schemas = written["components"]["schemas"]
    for unused in ("HTTPValidationError", "ResponseValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["ProblemDetails"], nested = _problem_schema()
    schemas |= nested
    written["components"]["responses"] = {_name(status): _answer(status) for status in _REASONS}
    written["servers"] = [{"url": "/"}]
    written["tags"] = _tags(operations)
    for path in written["paths"].values():
        for told in path.values():
            _complete(told, operations[told["operationId"]])
    return dict(written)


def _tags(operations: dict[str, Operation]) -> list[dict[str, str]]:
    """A module of routes says what they are about; where two share a tag, the first."""
    told: dict[str, str] = {}
    for operation in operations.values():
        told.setdefault(operation.tag, getdoc(getmodule(operation.function)) or "")
    return [{"name": tag, "description": about} for tag, about in told.items()]


def _problem_schema() -> tuple[dict[str, Any], dict[str, Any]]:
    schema = ProblemDetails.model_json_schema(
        ref_template="#/components/schemas/{model}", mode="serialization"
    )
    return schema, schema.pop("$defs", {})


def _complete(told: dict[str, Any], operation: Operation) -> None:
    parameters = told.setdefault("parameters", [])
    for parameter in parameters:
        if parameter["in"] == "path":
            parameter["description"] = _PLACE
    if operation.is_done_once and operation.id not in PUBLIC:
        parameters.append(_IDEMPOTENCY_KEY)
    if operation.if_match:
        parameters.append(_IF_MATCH)
    if operation.id in PUBLIC:
        told["security"] = []
    else:
        told["x-least-role"] = LEAST[operation.id].value
    if operation.status == 204:
        told["responses"]["204"] = {"description": "Done"}
    for status in statuses(operation):
        told["responses"][str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}


def _name(status: int) -> str:
    return f"Problem{status}"


def _answer(status: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": _PROBLEM_SCHEMA}}
    answer = {"description": _REASONS[status], "content": content}
    return {**answer, "headers": _RETRY_AFTER} if status == 429 else answer


def statuses(operation: Operation) -> list[int]:
    """The problems it can answer with."""
    possible = {422, 429, 500}
    if operation.id not in PUBLIC:
        possible |= {401, 403, 404}
    if operation.id in _SIGN_INS:
        possible.add(401)
    if "cursor" in operation.queries:
        possible.add(400)
    if operation.takes_body:
        possible |= {400, 413, 415}
    if operation.effect != "reads":
        possible.add(409)
    if operation.is_done_once:
        possible.add(400)
    if operation.if_match:
        possible |= {412, 428}
    return sorted(possible & set(STATUS.values()))


@cache
def page() -> str:
    """The documentation as one page without anything from elsewhere: it reads the document and shows it."""
    from importlib.resources import files

    return (files("relance.api") / "docs.html").read_text(encoding="utf-8")
