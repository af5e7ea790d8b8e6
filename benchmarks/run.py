"""Reminders from end to end: `dispatch_due` finds them, `execute_step` sends them, each by its own handler.

Beside every round of them goes a round of the floor: the same calls with the same contents made bare, one
cached rendering and one MIME build. Both suffer alike from whatever else the machine does.
"""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from statistics import median
from types import SimpleNamespace
from typing import Any

from botocore import xform_name

from benchmarks.calls import Call, Recorder, Recording
from benchmarks.customers import Book
from relance.domain.plan import Message
from relance.runtime import wiring
from relance.usecases.ports import Composed, Composer, Reminder

_CONTEXT = SimpleNamespace(aws_request_id="benchmark", function_name="benchmark")
_DISPATCHES = 5
_WARM_UP = 25
# Due since then; what is of the floor only fell due so long ago that the dispatcher does not look there.
_DUE, _OF_FLOOR = timedelta(minutes=7), timedelta(days=30)
_SINCE_LAST_RUN = timedelta(minutes=5)

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds."""

    cpu: float
    wall: float


@dataclass(frozen=True, slots=True)
class Figures:
    """CPU in ms of this process, all of it. `floor` is only comparable to `cpu` of the same run."""

    reminders: int
    cpu: float
    floor: float
    per_second: float
    write_units: float
    api_calls: float

    @property
    def ratio(self) -> float:
        return self.cpu / self.floor


@dataclass
class _Remembering:
    """A composer that keeps what it was last asked for."""

    inner: Composer
    last: Reminder | None = None

    def compose(self, reminder: Reminder) -> Composed:
        self.last = reminder
        return self.inner.compose(reminder)


class Functions:
    """The two functions, warm, and what one reminder makes them do."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._dispatch = importlib.import_module("functions.dispatch_due.app")
        self._execute = importlib.import_module("functions.execute_step.app")
        self._clients: dict[str, Any] = {
            "dynamodb": wiring.wire().client,
            "sesv2": self._execute.app.mailer._client,
            "sqs": self._dispatch.app.queue._client,
        }
        self._organizations = count(1)

    def open(self, customers: int, due_since: timedelta = _DUE) -> str:
        now = datetime.now(UTC)
        return Book(now).open(next(self._organizations), customers, now - due_since)

    def measure(self, rounds: int, size: int) -> Figures:
        """`rounds` organizations of `size` customers each, all due."""
        self._run(self.open(_WARM_UP))
        sample = self.open(size)
        ours = [self.open(size) for _ in range(rounds)]
        floors = [self.open(size, _OF_FLOOR) for _ in range(rounds)]
        found, messages = self._dispatched()
        dispatched = list(self._dispatch_rounds(found))
        done, reminder = self._recorded(messages[sample])
        executed = [
            (self._timed(partial(self._send, messages[org])), self._timed(self._bare(done, sample, floor, reminder, size)))
            for org, floor in zip(ours, floors, strict=True)
        ]
        if left := self._dispatch_now()["queued"]:
            raise RuntimeError(f"{left} reminders were not sent")
        return _figures(dispatched, executed, found, done, size, rounds)

    def _run(self, org: str) -> None:
        _, messages = self._dispatched()
        self._send(messages[org])

    def _dispatch_now(self) -> Json:
        self._dispatch.app.watermark.write(datetime.now(UTC) - _SINCE_LAST_RUN)
        answer: Json = self._dispatch.handler({}, _CONTEXT)
        return answer

    def _dispatched(self) -> tuple[Recording, dict[str, list[str]]]:
        """What a dispatch calls, and the messages it queues, by organization."""
        with self._recorder.recording() as found:
            self._dispatch_now()
        messages: dict[str, list[str]] = {}
        for call in found.calls:
            for entry in call.parameters.get("Entries", ()):
                messages.setdefault(entry["MessageGroupId"], []).append(entry["MessageBody"])
        return found, messages

    def _dispatch_rounds(self, found: Recording) -> Iterator[tuple[Timed, Timed]]:
        """Again and again: until a reminder is sent, it is found."""
        for _ in range(_DISPATCHES):
            yield self._timed(self._dispatch_now), self._timed(partial(_each, self._prepared(found.calls)))

    def _send(self, messages: list[str]) -> None:
        for message in messages:
            event = {"Records": [{"messageId": "m", "body": message}]}
            if self._execute.handler(event, _CONTEXT)["batchItemFailures"]:
                raise RuntimeError("a message failed; its error is in the log")

    def _recorded(self, messages: list[str]) -> tuple[Recording, Reminder]:
        app = self._execute.app
        composer = _Remembering(app.composer)
        self._execute.app = replace(app, composer=composer)
        with self._recorder.recording() as done:
            self._send(messages)
        self._execute.app = app
        if composer.last is None:
            raise RuntimeError("nothing was sent")
        return done, composer.last

    def _bare(self, done: Recording, old: str, new: str, reminder: Reminder, size: int) -> Callable[[], None]:
        calls = self._prepared([call.renamed(old, new) for call in done.calls])
        compose = partial(self._execute.app.composer.compose, reminder)
        return partial(_each, [*calls, *[compose] * size])

    def _prepared(self, calls: list[Call]) -> list[Callable[[], object]]:
        return [
            partial(getattr(self._clients[call.service], xform_name(call.operation)), **call.parameters)
            for call in calls
        ]

    @staticmethod
    def _timed(work: Callable[[], object]) -> Timed:
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        return Timed(time.process_time() - cpu, time.perf_counter() - wall)


def _each(work: list[Callable[[], object]]) -> None:
    for piece in work:
        piece()


def _figures(
    dispatched: list[tuple[Timed, Timed]],
    executed: list[tuple[Timed, Timed]],
    found: Recording,
    done: Recording,
    size: int,
    rounds: int,
) -> Figures:
    queued = size * (rounds + 1)

    def a_reminder(figure: Callable[[tuple[Timed, Timed]], float]) -> float:
        return median(map(figure, dispatched)) / queued + median(map(figure, executed)) / size

    return Figures(
        reminders=size * rounds,
        cpu=1000 * a_reminder(lambda pair: pair[0].cpu),
        floor=1000 * a_reminder(lambda pair: pair[1].cpu),
        per_second=1 / a_reminder(lambda pair: pair[0].wall),
        write_units=found.write_units / queued + done.write_units / size,
        api_calls=len(found.calls) / queued + len(done.calls) / size,
    )
