"""Pages: where they are declared, and which of them a request is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from relance.web.answers import Answer

type Method = Literal["GET", "POST"]

_PLACE = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Route:
    """One method of one address. `may` is the operation whose least role it asks for."""

    method: Method
    rule: str
    may: str
    function: Callable[..., Answer]

    @property
    def name(self) -> str:
        return self.function.__name__

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(_PLACE.sub(r"(?P<\1>[^/]+)", self.rule))


class Pages:
    """The routes of one page and what is done there: a function takes the visit and the path's places."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def on[Function: Callable[..., Answer]](
        self, method: Method, rule: str, *, may: str
    ) -> Callable[[Function], Function]:
        def declared(function: Function) -> Function:
            self.routes.append(Route(method, rule, may, function))
            return function

        return declared


def find(routes: Iterable[Route], method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route of a request and the places of its path; one that is written out comes first."""
    for route in sorted(routes, key=lambda route: "<" in route.rule):
        if route.method == method and (found := route.pattern.fullmatch(path)):
            return route, found.groupdict()
    return None
