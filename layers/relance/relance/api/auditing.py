"""Every change is noted before it is made, and finished after: none can slip by."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from relance.access.noting import line_of
from relance.access.problems import TRIED
from relance.api.call import Call
from relance.api.routing import Operation
from relance.usecases.ports.audit import AuditLine
from relance.usecases.ports.requests import HttpAnswer


def audited(call: Call, operation: Operation, do: Callable[[], HttpAnswer]) -> HttpAnswer:
    """The answer of `do`. What was refused changed nothing, and is forgotten; what the mail service refused
    was tried, and stays as not done.
    """
    if operation.effect != "changes" or call.sender is None:
        return do()
    begun, log = _begun(call, operation), call.house.audit
    log.note(begun)
    answer = do()
    if answer.status < 400:
        log.note(_finished(begun, operation, call, answer))
    elif answer.status < 500 and json.loads(answer.body)["code"] not in TRIED:
        log.forget(begun)
    return answer


def _begun(call: Call, operation: Operation) -> AuditLine:
    line = line_of(call.house, call.caller, call.now, operation.id, call.request.id)
    return replace(line, about=_places(operation.rule, call.request.path))


def _made(answer: HttpAnswer) -> str | None:
    """The id of what came into being; where the answer is about more than that, of the first thing in it."""
    if answer.status != 201:
        return None
    shown: dict[str, Any] = json.loads(answer.body)
    things = (shown, *(part for part in shown.values() if isinstance(part, dict)))
    return next((thing["id"] for thing in things if "id" in thing), None)


def _places(rule: str, path: str) -> dict[str, str]:
    """The ids in a path, by the names of their places."""
    pairs = zip(rule.split("/"), path.split("/"), strict=True)
    return {place.strip("<>"): id_ for place, id_ in pairs if place.startswith("<")}


def _finished(begun: AuditLine, operation: Operation, call: Call, answer: HttpAnswer) -> AuditLine:
    """The body was accepted, so that its names are the contract's own."""
    body = json.loads(call.request.body) if operation.takes_body else None
    return replace(
        begun,
        fields=tuple(sorted(body)) if isinstance(body, dict) else (),
        made=_made(answer),
        before=call.before,
        after=dict(answer.headers).get("ETag"),
        done=True,
    )
