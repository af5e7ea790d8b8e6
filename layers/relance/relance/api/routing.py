"""Routes: where they are declared, and which of them a request is for."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, cast

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from relance.api.call import Call

type Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
type Effect = Literal["reads", "mails", "changes"]

# The name of the parameter that takes the request's body.
BODY = "body"
_PLACE = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Operation:
    """One method of one path. `id` names it in the OpenAPI document and in the table of permissions.

    `if_match`: it changes what was read, so it asks `call.unless_changed`. `effect`: it only looks, mails
    what it shows to whoever asks for it, or changes something.
    """

    id: str
    method: str
    rule: str
    function: Callable[..., object]
    tag: str
    status: int = 200
    if_match: bool = False
    effect: Effect = "changes"

    @property
    def is_done_once(self) -> bool:
        """Under one Idempotency-Key, however often it is sent."""
        return self.method == "POST" and self.effect != "reads"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(_PLACE.sub(r"[^/]+", self.rule))

    @cached_property
    def queries(self) -> frozenset[str]:
        """The query parameters it knows."""
        named = inspect.signature(self.function).parameters.keys()
        return frozenset(named) - {BODY} - frozenset(_PLACE.findall(self.rule))

    @cached_property
    def takes_body(self) -> bool:
        return BODY in inspect.signature(self.function).parameters


class Router(APIGatewayHttpRouter):
    """The routes of one resource; a function's docstring is its documentation, its name the operation's id.

    A function takes the path's places by name, query parameters, and at most one `body`; it answers a
    contract. What else it needs of the request is in `router.call`.
    """

    def __init__(self, tag: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Powertools leaves it without types
        self.tag = tag
        self.operations: list[Operation] = []

    @property
    def call(self) -> Call:
        return cast(Call, self.context["call"])

    def on[Function: Callable[..., Any]](
        self,
        method: Method,
        rule: str,
        *,
        status: int = 200,
        if_match: bool | None = None,
        effect: Effect | None = None,
        documented: bool = True,
    ) -> Callable[[Function], Function]:
        """Declares a route: `@router.on("GET", "/customers/<customer>")`.

        What changes a thing that was read asks for If-Match: a PATCH and a PUT, and who says `if_match`. All
        but a GET changes something, unless `effect` says otherwise.
        """
        does: Effect = effect or ("reads" if method == "GET" else "changes")
        changes = method in ("PATCH", "PUT") if if_match is None else if_match

        def declared(function: Function) -> Function:
            name, rule_ = function.__name__, f"/v1{rule}"
            self.operations.append(Operation(name, method, rule_, function, self.tag, status, changes, does))
            register = self.route(
                rule_,
                method,
                operation_id=name,
                tags=[self.tag],
                status_code=status,
                summary=_first_sentence(function),
                description=inspect.getdoc(function),
                include_in_schema=documented,
            )
            register(function)
            return function

        return declared


def _first_sentence(function: Callable[..., object]) -> str:
    paragraph = (inspect.getdoc(function) or function.__name__).partition("\n\n")[0]
    return " ".join(paragraph.split()).partition(". ")[0].rstrip(".")


@dataclass(frozen=True)
class WrongMethod:
    allowed: tuple[str, ...]


def find(operations: Iterable[Operation], method: str, path: str) -> Operation | WrongMethod | None:
    """The operation a request is for. None: no such path. One that is written out is none with places: no
    member is called `me`.
    """
    matching = [operation for operation in operations if operation.pattern.fullmatch(path)]
    literal = [operation for operation in matching if "<" not in operation.rule]
    known = {operation.method: operation for operation in literal or matching}
    if not known:
        return None
    return known.get(method) or WrongMethod(tuple(sorted(known)))
