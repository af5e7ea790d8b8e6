"""Several workers at once, one port call at a time, in an order that the test decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Semaphore, Thread, current_thread

from tests.crash.taps import Tap
from tests.patience import PATIENCE


class Worker:
    """Runs in a thread of its own, and stops before each of its port calls until it is let on."""

    def __init__(self, work: Callable[[], object], back: Semaphore) -> None:
        self._work = work
        self._go = Semaphore(0)
        self._back = back
        self.finished = False
        self.error: BaseException | None = None
        self.thread = Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        self._go.acquire()
        try:
            self._work()
        except BaseException as error:
            # Raised again where the test sees it.
            self.error = error
        self.finished = True
        self._back.release()

    def stop(self) -> None:
        self._back.release()
        self._go.acquire()

    def step(self) -> None:
        """Up to its next port call, or its end."""
        if self.finished:
            return
        self._go.release()
        if not self._back.acquire(timeout=PATIENCE):
            raise TimeoutError("a worker does not come back")

    def finish(self) -> None:
        while not self.finished:
            self.step()
        if self.error:
            raise self.error


def interleaved(
    tap: Tap, works: Sequence[Callable[[], object]], order: Sequence[int]
) -> list[tuple[int, str]]:
    """Lets the workers on in that order, one port call a time, then each to its end.

    Answers who called what, in turn.
    """
    back = Semaphore(0)
    workers = [Worker(work, back) for work in works]
    called: list[tuple[int, str]] = []

    def before_call(name: str) -> None:
        number = next(n for n, worker in enumerate(workers) if worker.thread is current_thread())
        workers[number].stop()
        called.append((number, name))

    tap.before_call = before_call
    for worker in workers:
        worker.thread.start()
    for number in order:
        workers[number].step()
    for worker in workers:
        worker.finish()
    tap.before_call = None
    return called


def orders(first: int, second: int) -> Iterator[tuple[int, ...]]:
    """Two workers of that many calls: one goes some way, the other some way, then both to their end."""
    for one in range(first + 1):
        for other in range(second + 1):
            yield (0,) * one + (1,) * other + (0,) * (first + 1)
    for other in range(second + 1):
        for one in range(first + 1):
            yield (1,) * other + (0,) * one + (1,) * (second + 1)
