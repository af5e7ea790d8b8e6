"""Reminders from end to end: `dispatch_due` finds them, `execute_step` sends them, each by its own handler.

Beside every round of them goes a round of the floor: both suffer alike from whatever else the machine does.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from statistics import median
from types import SimpleNamespace
from typing import Any

from benchmarks.calls import Recorder, Recording
from benchmarks.customers import Book
from benchmarks.floor import Floor, Work, bare
from relance.runtime.aws import house
from relance.store.dynamo.wire import Item
from relance.usecases.ports.composing import Composed, Composer, Reminder

_CONTEXT = SimpleNamespace(aws_request_id="benchmark", function_name="benchmark")
_DISPATCHES = 5
_WARM_UP = 25
_DUE_FOR = timedelta(minutes=7)
_SINCE_LAST_RUN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds."""

    cpu: float
    wall: float

    @classmethod
    def of(cls, work: Work) -> Timed:
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        return cls(time.process_time() - cpu, time.perf_counter() - wall)


@dataclass(frozen=True, slots=True)
class Round:
    """The same work by the functions and by the floor."""

    ours: Timed
    floor: Timed


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one reminder: `cpu` and `floor` in ms of this process, comparable within one measurement.

    `sending_floor` is without finding it: that part does the same however many enrolments there are.
    """

    reminders: int
    cpu: float
    floor: float
    sending_floor: float
    per_second: float
    write_units: float
    api_calls: float

    @property
    def ratio(self) -> float:
        return self.cpu / self.floor

    @property
    def size_free(self) -> float:
        """For measurements at different sizes and times: only growth and what is ours move it."""
        return self.cpu / self.sending_floor


@dataclass
class _Remembering:
    """A composer that keeps what it was last asked for."""

    inner: Composer
    last: Reminder | None = None

    def compose(self, reminder: Reminder) -> Composed:
        self.last = reminder
        return self.inner.compose(reminder)


class Functions:
    """The two functions, warm."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        # They wire themselves when imported, from the environment.
        self._dispatch: Any = importlib.import_module("functions.dispatch_due.app")
        self._execute: Any = importlib.import_module("functions.execute_step.app")
        self._numbers = count(1)
        self._waiting = 0
        org, _ = self.open(_WARM_UP)
        self._send(self._found()[1][org])

    def open(self, customers: int) -> tuple[str, list[Item]]:
        """A new organization whose customers are all due: its id, their items."""
        now = datetime.now(UTC)
        return Book(now).open(next(self._numbers), customers, now - _DUE_FOR)

    def fill(self, waiting: int) -> None:
        """Until so many enrolments wait for a later day."""
        if waiting > self._waiting:
            Book(datetime.now(UTC)).wait(next(self._numbers), waiting - self._waiting)
            self._waiting = waiting

    def measure(self, rounds: int, size: int) -> Figures:
        """Of `rounds` organizations of `size` customers each."""
        sample, items = self.open(size)
        organizations = [self.open(size)[0] for _ in range(rounds)]
        found, messages = self._found()
        looked = list(self._looks(bare(self._clients, found.calls)))
        done, compose = self._sample(messages[sample])
        floor = Floor(self._clients, sample, items, done.calls, compose)
        sent = [
            Round(Timed.of(partial(self._send, messages[org])), Timed.of(floor.round(next(self._numbers))))
            for org in organizations
        ]
        self._rewind()
        if left := self._look():
            raise RuntimeError(f"{left} reminders were not sent")

        queued = size * (rounds + 1)

        def a_reminder(figure: Callable[[Round], float]) -> float:
            # Until it is sent, a reminder is found again at each look; it is sent once.
            return median(map(figure, looked)) / queued + median(map(figure, sent)) / size

        return Figures(
            reminders=size * rounds,
            cpu=1000 * a_reminder(lambda each: each.ours.cpu),
            floor=1000 * a_reminder(lambda each: each.floor.cpu),
            sending_floor=1000 * median(each.floor.cpu for each in sent) / size,
            per_second=1 / a_reminder(lambda each: each.ours.wall),
            write_units=found.write_units / queued + done.write_units / size,
            api_calls=len(found.calls) / queued + len(done.calls) / size,
        )

    @property
    def _clients(self) -> dict[str, Any]:
        """The very clients of the functions."""
        return {
            "dynamodb": house().wire.client,
            "sesv2": self._execute.app.mailer._client,
            "sqs": self._dispatch.app.queue._client,
        }

    def _looks(self, floor: Work) -> Iterator[Round]:
        for _ in range(_DISPATCHES):
            self._rewind()
            yield Round(Timed.of(self._look), Timed.of(floor))

    def _rewind(self) -> None:
        """To when the dispatcher last ran."""
        self._dispatch.app.watermark.write(datetime.now(UTC) - _SINCE_LAST_RUN)

    def _look(self) -> int:
        """One run of the dispatcher; how many it found."""
        queued: int = self._dispatch.handler({}, _CONTEXT)["queued"]
        return queued

    def _found(self) -> tuple[Recording, dict[str, list[str]]]:
        """What a run of the dispatcher calls, and the messages it queues, by organization."""
        self._rewind()
        with self._recorder.recording() as found:
            self._look()
        messages: dict[str, list[str]] = {}
        for call in found.calls:
            for entry in call.parameters.get("Entries", ()):
                messages.setdefault(entry["MessageGroupId"], []).append(entry["MessageBody"])
        return found, messages

    def _send(self, messages: list[str]) -> None:
        for message in messages:
            event = {"Records": [{"messageId": "m", "body": message}]}
            if self._execute.handler(event, _CONTEXT)["batchItemFailures"]:
                raise RuntimeError("a message failed; its error is in the log")

    def _sample(self, messages: list[str]) -> tuple[Recording, Work]:
        """What sending these calls, and one of their renderings."""
        app = self._execute.app
        write = app.write_reminder
        composer = _Remembering(write.composer)
        self._execute.app = replace(app, write_reminder=replace(write, composer=composer))
        with self._recorder.recording() as done:
            self._send(messages)
        self._execute.app = app
        if composer.last is None:
            raise RuntimeError("nothing was sent")
        return done, partial(write.composer.compose, composer.last)
