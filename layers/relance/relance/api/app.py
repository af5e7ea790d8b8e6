"""The API: what happens to every request, in order, before and after the one function that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
    ResponseValidationError,
)
from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.access import rates
from relance.access.etags import matches
from relance.access.permissions import LEAST, PUBLIC, may
from relance.access.problems import Problem, problem_of
from relance.access.request import Request
from relance.access.responses import response
from relance.api import openapi
from relance.api.auditing import audited
from relance.api.call import Call
from relance.api.idempotency import once
from relance.api.json_body import check_json
from relance.api.routes import ROUTERS
from relance.api.routing import Operation, WrongMethod, find
from relance.api.validation import problem_of_validation
from relance.domain.errors import Conflict, Exists, Fault, NotFound, Refused
from relance.house import House
from relance.usecases.organization.authorize import Caller, Stranger, read_facts
from relance.usecases.organization.take_turn import Limit
from relance.usecases.ports.requests import HttpAnswer

MAX_BODY_BYTES: Final = 1_000_000
_JSON: Final = "application/json"
_PROBLEM: Final = "application/problem+json"

logger = Logger(child=True)

OPERATIONS: Final = {operation.id: operation for router in ROUTERS for operation in router.operations}
if unlisted := OPERATIONS.keys() ^ (LEAST.keys() | PUBLIC):
    raise RuntimeError(f"access/permissions.py and the routes differ: {sorted(unlisted)}")


def resolver() -> APIGatewayHttpResolver:
    """Powertools' own: it checks what comes in and goes out against the contracts, and calls the function."""
    app = APIGatewayHttpResolver(enable_validation=True, response_validation_error_http_code=500)
    for router in ROUTERS:
        app.include_router(router)

    # Each type by itself: a handler of Exception alone would swallow Powertools' own 404, 415 and 422.
    @app.exception_handler(  # type: ignore[untyped-decorator]  # Powertools leaves it without types
        [
            *(Problem, Refused, NotFound, Exists, Conflict),
            *(RequestValidationError, RequestUnsupportedContentType, ResponseValidationError),
            Exception,
        ]
    )
    def failed(error: Exception) -> Response[str]:
        call: Call = app.context["call"]
        answer = problem_answer(error, call.request)
        return Response(answer.status, _PROBLEM, answer.body, dict(answer.headers))

    return app


_RESOLVER: Final = resolver()


@cache
def described() -> str:
    """The OpenAPI document, as JSON."""
    return openapi.document(_RESOLVER, OPERATIONS)


def problem_answer(error: Exception, request: Request) -> HttpAnswer:
    """What the caller is told. What is no fault of theirs is logged, and told as such."""
    known = problem_of_validation(error) if isinstance(error, RequestValidationError) else problem_of(error)
    if known is None:
        _log_fault(error, request)
        known = Problem("internal")
    details = known.details(request.language, request.id)
    body = details.model_dump_json(exclude=None if details.preview else {"preview"})
    headers = {**known.headers, "Content-Type": _PROBLEM, "Content-Language": request.language}
    return HttpAnswer(known.status, body, tuple(headers.items()))


def _log_fault(error: Exception, request: Request) -> None:
    """A fault of ours. The error about an answer that breaks its contract holds that answer: in its place it
    is logged what is wrong and where, such as `items.0.email: string_type`.
    """
    asked: dict[str, Any] = {"request": request.id}
    if isinstance(error, ResponseValidationError):
        places = (".".join(str(part) for part in fault["loc"][1:4]) for fault in error.errors())
        kinds = (fault["type"] for fault in error.errors())
        faults = [f"{place}: {kind}" for place, kind in zip(places, kinds, strict=True)]
        logger.error("an answer broke its contract", extra={**asked, "faults": faults})
    else:
        logger.error("failed", exc_info=error, extra=asked)


@dataclass(frozen=True)
class Api:
    house: House

    def handle(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """An HTTP API event (payload 2.0) in, its response out; nothing is ever raised."""
        started, request, rule = perf_counter(), Request.of(event), ""
        headers: dict[str, str] = {"X-Request-Id": request.id, "Cache-Control": "no-store"}
        try:
            operation = _operation(request)
            rule = operation.rule
            self._limit_refused(operation, request)
            call = Call(request, self.house, _sender(operation, request), operation.id, described, headers)
            headers |= rates.admit(self.house.rates, *_bucket(call), call.now)
            _check(operation, request)
            answer = once(
                call, operation, lambda: audited(call, operation, lambda: _resolved(call, event, context))
            )
        except Exception as error:
            answer = problem_answer(error, request)
        _log(request, rule, answer, started)
        return _response(request, answer, headers)

    def _limit_refused(self, operation: Operation, request: Request) -> None:
        """Raises Problem when that network address has called too often with refused credentials."""
        if operation.id not in PUBLIC and isinstance(read_facts(request.facts), Stranger):
            house = self.house
            rates.admit(house.rates, "", f"{request.ip} refused", rates.REFUSED, house.clock.now())


def _log(request: Request, rule: str, answer: HttpAnswer, started: float) -> None:
    """One line a call: who, what, how it went; never a body, and of the path its rule alone: what a company
    calls its customers may be their names or addresses. `/v1/audit` tells the ids of what was changed.
    """
    who = {name: request.facts.get(name, "") for name in ("org", "id")}
    spent = round((perf_counter() - started) * 1000, 1)
    asked = {"method": request.method, "route": rule, "request": request.id}
    logger.info("answered", extra={**asked, **who, "status": answer.status, "milliseconds": spent})


def _operation(request: Request) -> Operation:
    match find(OPERATIONS.values(), request.method, request.path):
        case Operation() as operation:
            return operation
        case WrongMethod(allowed):
            raise Problem("wrong_method", headers={"Allow": ", ".join(allowed)}, allowed=", ".join(allowed))
        case None:
            raise Problem("no_such_path")


def _sender(operation: Operation, request: Request) -> Caller | None:
    """Who calls. Raises Problem when that is not known, or the role does not allow it."""
    if operation.id in PUBLIC:
        return None
    match read_facts(request.facts):
        case Stranger(why):
            raise Problem(why, headers={"WWW-Authenticate": 'Bearer realm="relance"'})
        case Caller() as caller if may(caller.role, operation.id):
            return caller
        case Caller() as caller:
            raise Problem("role_too_low", role=caller.role, least=LEAST[operation.id])


def _bucket(call: Call) -> tuple[str, str, Limit]:
    """A stranger's is their address's; what they may ask without a sign-in costs us little, but to POST."""
    if call.sender is None:
        is_costly = call.request.method == "POST"
        return "", f"{call.request.ip} {is_costly:d}", rates.STRANGER if is_costly else rates.CALLER
    return call.org, call.sender.id, rates.CALLER


def _check(operation: Operation, request: Request) -> None:
    """What can be refused before the body is read."""
    if unknown := sorted(request.query.keys() - operation.queries):
        raise Problem("invalid", *(Fault("unknown_parameter", name) for name in unknown))
    if request.size > MAX_BODY_BYTES:
        raise Problem("body_too_large", limit=MAX_BODY_BYTES // 1000)
    if operation.takes_body and request.content_type != _JSON:
        raise Problem("not_json")
    if operation.takes_body:
        if not request.is_text:
            raise Problem("malformed_json")
        check_json(request.body)


def _resolved(call: Call, event: dict[str, Any], context: LambdaContext) -> HttpAnswer:
    _RESOLVER.context["call"] = call
    answer = _RESOLVER.resolve(event, context)
    headers: Mapping[str, str] = answer["headers"]
    return HttpAnswer(answer["statusCode"], answer["body"] or "", (*headers.items(), *_etag(call)))


def _etag(call: Call) -> tuple[tuple[str, str], ...]:
    """Kept with the answer: a repetition shows the same."""
    etag = call.headers.pop("ETag", None)
    return (("ETag", etag),) if etag else ()


def _response(request: Request, answer: HttpAnswer, headers: Mapping[str, str]) -> dict[str, Any]:
    shown = {**headers, **dict(answer.headers), "Vary": "Accept-Encoding, Accept-Language"}
    status, body = answer.status, answer.body
    asked = request.headers.get("if-none-match")
    if request.method == "GET" and status == 200 and asked and matches(asked, shown.get("ETag", "-")):
        status, body = 304, ""
    if status in (204, 304):
        shown.pop("Content-Type", None)
        body = ""
    return response(request, status, shown, body)
