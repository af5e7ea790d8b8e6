"""The calls to AWS that a piece of work makes: seen through botocore's own events, and made again bare."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import botocore

_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}

# A call as botocore takes it.
type Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    service: str
    operation: str
    parameters: Parameters

    def renamed(self, old: str, new: str) -> Call:
        return Call(self.service, self.operation, renamed(self.parameters, old, new))


def renamed(value: Any, old: str, new: str) -> Any:
    """The same parameters or items about another organization, whose id has the same length."""
    match value:
        case str():
            return value.replace(old, new)
        case bytes():
            return value.replace(old.encode(), new.encode())
        case list():
            return [renamed(each, old, new) for each in value]
        case dict():
            return {name: renamed(each, old, new) for name, each in value.items()}
        case _:
            return value


@dataclass
class Recording:
    calls: list[Call] = field(default_factory=list)
    write_units: float = 0


class Recorder:
    """Listens to every client there is or will be: to be made before the first of them."""

    def __init__(self) -> None:
        self._open: Recording | None = None
        botocore.register_initializer(self._listen)

    def _listen(self, session: Any) -> None:
        # Any: its types know only handlers that answer nothing, and one that answers changes the call.
        session.register("provide-client-params.*.*", self._called)
        session.register("after-call.dynamodb.*", self._answered)

    @contextmanager
    def recording(self) -> Iterator[Recording]:
        self._open = found = Recording()
        try:
            yield found
        finally:
            self._open = None

    def _called(self, params: Parameters, model: Any, **_: object) -> Parameters | None:
        if self._open is None:
            return None
        service = model.service_model.service_name
        self._open.calls.append(Call(service, model.name, copy.deepcopy(params)))
        return {**params, "ReturnConsumedCapacity": "TOTAL"} if service == "dynamodb" else None

    def _answered(self, parsed: Parameters, model: Any, **_: object) -> None:
        if self._open is not None and model.name in _WRITES:
            consumed = parsed["ConsumedCapacity"]
            tables = consumed if isinstance(consumed, list) else [consumed]
            self._open.write_units += sum(table["CapacityUnits"] for table in tables)
