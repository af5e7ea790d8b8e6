"""The worst bodies of requests known: each generator makes one of about `n` bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from relance.access.problems import Problem
from relance.api.json_body import check_json


def read(data: bytes) -> None:
    with suppress(Problem):
        check_json(data.decode())


def _of(part: str, start: str = "", end: str = "") -> Callable[[int], bytes]:
    return lambda n: (start + part * (n // len(part)) + end).encode()


GENERATORS: Final[Mapping[str, Callable[[int], bytes]]] = {
    "lists never closed": _of("["),
    "objects never closed": _of('{"a":'),
    "a number": _of("9", '{"a": ', "}"),
    "a fraction": _of("9", '{"a": 1.', "}"),
    "an exponent": _of("9", '{"a": 1e', "}"),
    "many lists": _of("[1],", '{"a": [', "[1]]}"),
    "many names": lambda n: ("{" + ",".join(f'"{at}": 1' for at in range(n // 12)) + "}").encode(),
    "one text": _of("é", '{"a": "', '"}'),
    "escapes": _of("\\u00e9", '{"a": "', '"}'),
    "halves of pairs": _of("\\ud800", '{"a": "', '"}'),
    "spaces": _of(" ", '{"a": 1', "}"),
}
