"""What a JSON body may be, looked at before anything is made of it."""

from __future__ import annotations

import json
from typing import Any, Final

from relance.access.problems import Problem
from relance.domain.errors import Fault

# A deeper body is no request of this API, and Python reads nesting by recursion.
_DEEPEST: Final = 50
# Amounts are minor units of at most 15 digits; Python needs quadratic time to read a number of very many.
_MOST_DIGITS: Final = 30


def check_json(text: str) -> None:
    """Raises Problem: `malformed_json` for a text that is no JSON, nests deeper than 50 levels, holds a
    number of more than 30 digits, NaN or Infinity, or half of a surrogate pair, which cannot be stored as
    UTF-8; `invalid` for JSON that is no object.
    """
    try:
        body = json.loads(text, parse_int=_whole, parse_float=_fraction, parse_constant=_no_number)
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Problem("malformed_json") from None
    if _is_deeper(body, _DEEPEST):
        raise Problem("malformed_json")
    if not isinstance(body, dict):
        raise Problem("invalid", Fault("not_an_object", "body"))


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError("a number of too many digits")
    return int(digits)


def _fraction(digits: str) -> float:
    if len(digits) > _MOST_DIGITS or (number := float(digits)) in (float("inf"), float("-inf")):
        raise ValueError("a number of too many digits")
    return number


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _is_deeper(value: Any, levels: int) -> bool:
    """Iterative: a body of a thousand levels may have been read all the same."""
    level = [value]
    for _ in range(levels):
        level = [inner for each in level for inner in _inner(each)]
        if not level:
            return False
    return True


def _inner(value: Any) -> list[Any]:
    match value:
        case dict():
            return list(value.values())
        case list():
            return value
        case _:
            return []
