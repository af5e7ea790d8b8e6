"""Every write to DynamoDB, counted, so that a test can break off or let another worker in between any two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"})


class Broken(OSError):
    """DynamoDB does not answer, or the worker's time is over."""


@dataclass
class Writing:
    """Numbers the writes from 0 on. At write `at` something happens, once: before it, or right after it."""

    at: int | None = None
    after: bool = False
    happens: Callable[[], None] | None = None
    count: int = 0
    done: bool = False
    inside: bool = field(default=False, repr=False)

    def through(self, call: Callable[[], Any]) -> Any:
        if self.inside:
            return call()
        number, self.count = self.count, self.count + 1
        if number != self.at or self.happens is None or self.done:
            return call()
        answer = call() if self.after else None
        self._happen(self.happens)
        return answer if self.after else call()

    def _happen(self, what: Callable[[], None]) -> None:
        self.done = self.inside = True
        try:
            what()
        finally:
            self.inside = False


@contextmanager
def writing(
    at: int | None = None, *, after: bool = False, happens: Callable[[], None] | None = None
) -> Iterator[Writing]:
    """What `happens` inside the block at its write number `at`; its own writes are not counted."""
    tap = Writing(at, after, happens)
    real: Any = vars(BaseClient)["_make_api_call"]

    def tapped(client: BaseClient, operation: str, request: dict[str, Any]) -> Any:
        if operation not in WRITES:
            return real(client, operation, request)
        return tap.through(lambda: real(client, operation, request))

    with patch.object(BaseClient, "_make_api_call", tapped):
        yield tap


def breaks() -> None:
    raise Broken("no answer")
