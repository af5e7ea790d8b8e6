"""A POST with an Idempotency-Key is done once, and its repetitions are answered alike for a day."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256

from relance.access.problems import Problem
from relance.api.call import Call
from relance.api.routing import Operation
from relance.domain.ids import derived
from relance.usecases.ports.requests import HttpAnswer

_LONGEST_KEY = 200
# Their answer holds what is shown once and kept nowhere. A repetition makes nothing: the id is taken.
_NEVER_KEPT = frozenset({"create_api_key", "enrol_authenticator"})


def once(call: Call, operation: Operation, do: Callable[[], HttpAnswer]) -> HttpAnswer:
    """The answer of `do`, or the one it gave before. What failed is forgotten: mended, it keeps its key."""
    key = call.request.headers.get("idempotency-key")
    if key is None or not operation.is_done_once or call.sender is None:
        return do()
    if not 1 <= len(key) <= _LONGEST_KEY:
        raise Problem("idempotency_key", limit=_LONGEST_KEY)
    if operation.id in _NEVER_KEPT:
        return do()
    memory, name = call.house.memory, derived("idempotency", call.caller.id, key)
    fingerprint = _fingerprint(call)
    known = memory.begin(call.org, name, fingerprint, call.now)
    if known is None:
        return _worked_off(call, name, fingerprint, do)
    if known.fingerprint != fingerprint:
        raise Problem("key_used_otherwise")
    if known.answer is None:
        raise Problem("in_progress", headers={"Retry-After": "2"})
    if not known.answer.whole:
        raise Problem("answer_not_kept")
    call.headers["Idempotency-Replayed"] = "true"
    return known.answer


def _worked_off(call: Call, name: str, fingerprint: str, do: Callable[[], HttpAnswer]) -> HttpAnswer:
    try:
        answer = do()
    except BaseException:
        call.house.memory.forget(call.org, name)
        raise
    if answer.status < 300:
        call.house.memory.finish(call.org, name, fingerprint, answer, call.now)
    else:
        call.house.memory.forget(call.org, name)
    return answer


def _fingerprint(call: Call) -> str:
    request = call.request
    asked = [call.operation, request.path, sorted(request.query.items()), request.body]
    return sha256(json.dumps(asked).encode()).hexdigest()
