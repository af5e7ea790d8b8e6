"""Ports with a tap on every call: to count the calls, to kill the worker at one, to let another worker in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from relance.house import House

# Every port of the sending protocol, and of receiving and answering.
TAPPED = (
    *("accounts", "enrolments", "outreaches", "mailer", "due_queue", "watermark"),
    *("inbox", "mails", "notifier", "letter_files", "campaigns"),
)


class Killed(BaseException):
    """The worker's process is gone: nothing catches this, nothing is tidied up."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Right before or right after the `call`-th port call."""

    call: int
    after: bool

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} call {self.call}"


@dataclass
class Tap:
    """Numbers the calls from 0 on; `calls` are their names, `accounts.load`."""

    kill_at: Moment | None = None
    before_call: Callable[[str], None] | None = None
    calls: list[str] = field(default_factory=list)

    def through(self, name: str, call: Callable[[], Any]) -> Any:
        if self.before_call:
            self.before_call(name)
        number = len(self.calls)
        self.calls.append(name)
        self._die_at(Moment(number, after=False))
        answer = call()
        # A page of results comes with the call, not while it is walked through.
        answer = iter(tuple(answer)) if isinstance(answer, Iterator) else answer
        self._die_at(Moment(number, after=True))
        return answer

    def _die_at(self, moment: Moment) -> None:
        if moment == self.kill_at:
            raise Killed(f"{moment}: {self.calls[-1]}")


@dataclass(frozen=True)
class Tapped:
    """Stands for a port; each call goes through the tap."""

    port: Any
    name: str
    tap: Tap

    def __getattr__(self, method: str) -> Callable[..., Any]:
        real = getattr(self.port, method)
        return lambda *given, **named: self.tap.through(
            f"{self.name}.{method}", lambda: real(*given, **named)
        )


def tapped[AnyHouse: House](house: AnyHouse, tap: Tap) -> AnyHouse:
    ports: dict[str, Any] = {name: Tapped(getattr(house, name), name, tap) for name in TAPPED}
    return house.but(**ports)
