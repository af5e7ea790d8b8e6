"""`python -m local.engine_host`: the engine as a process, which also takes snapshots of the laptop.

ministack is an ASGI application that any server may run. It writes its memory to disk when its server
announces the end (the message `lifespan.shutdown`). The host announces the end for each snapshot, and goes
on serving. From that announcement to the end of the snapshot nothing awaits, and the engine serves all
requests on this event loop: a snapshot is one instant of it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, cast

from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.typing import ASGIFramework
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from local.snapshot import Snapshots
from local.state import HOST, SNAPSHOT_PATH, State

_ATTEMPTS: Final = 6
_FIRST_WAIT_SECONDS: Final = 0.02
_KEEP_ALIVE_SECONDS: Final = 75.0

_DEPLOYING: Final = re.compile(r'"StackStatus": "\w+_IN_PROGRESS"')

logger = logging.getLogger(__name__)


class NotSaved(Exception):
    """The engine could not write all of its memory; the message is the engine's own."""


class EngineHost:
    """The engine's application, with snapshots: at a POST to SNAPSHOT_PATH, and at its end."""

    def __init__(self, engine: ASGIApp, snapshots: Snapshots) -> None:
        self._engine, self._snapshots = engine, snapshots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == SNAPSHOT_PATH and scope["method"] == "POST":
            await (await self._answer())(scope, receive, send)
        else:
            await self._engine(scope, receive, send)

    async def snapshot(self, *, at_stop: bool = False) -> None:
        """Raises NotSaved or OSError; the snapshot before is then still the latest."""
        for attempt in range(_ATTEMPTS):
            with _errors_of_saving() as told:
                await self._write_memory()
            if not told:
                break
            # The engine reads its queues in threads: one changed while it was being written.
            await asyncio.sleep(_FIRST_WAIT_SECONDS * 2**attempt)
        else:
            raise NotSaved("; ".join(told))
        self._ensure_settled()
        self._snapshots.take(at_stop=at_stop)

    def _ensure_settled(self) -> None:
        """A deployment in progress would be so for ever in an engine that starts from the snapshot."""
        stacks = self._snapshots.state.engine_memory / "cloudformation.json"
        if stacks.exists() and _DEPLOYING.search(stacks.read_text()):
            raise NotSaved("a deployment is in progress")

    async def _write_memory(self) -> None:
        async def receive() -> Message:
            return {"type": "lifespan.shutdown"}

        async def send(_: Message) -> None:
            pass

        await self._engine({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send)

    async def _answer(self) -> PlainTextResponse:
        try:
            await self.snapshot()
        except (NotSaved, OSError) as error:
            return PlainTextResponse(f"{error}", status_code=500)
        return PlainTextResponse("saved")

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The engine's own start and end, with a snapshot after the end."""

        async def send_after_snapshot(message: Message) -> None:
            if message["type"] == "lifespan.shutdown.complete":
                try:
                    await self.snapshot(at_stop=True)
                except (NotSaved, OSError) as error:
                    logger.error("the last snapshot could not be taken: %s", error)
            await send(message)

        await self._engine(scope, receive, send_after_snapshot)


@contextmanager
def _errors_of_saving() -> Iterator[list[str]]:
    """The errors which the engine logs meanwhile about writing its memory: it raises none."""
    told: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage())

    persistence, collector = logging.getLogger("persistence"), Collector(logging.ERROR)
    persistence.addHandler(collector)
    try:
        yield told
    finally:
        persistence.removeHandler(collector)


def main() -> None:
    # Late: it reads its settings, and configures logging, when it is imported.
    from ministack.app import app  # type: ignore[import-untyped]  # it ships no types

    with suppress(ValueError, OSError):  # each connection and each worker takes some
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    logging.getLogger("persistence").setLevel(logging.WARNING)  # it tells of fifty files at each snapshot
    config = Config()
    config.bind = [f"{HOST}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = _KEEP_ALIVE_SECONDS
    host = EngineHost(app, Snapshots(State(Path(os.environ["RELANCE_STATE_FOLDER"]))))
    asyncio.run(serve(cast(ASGIFramework, host), config))  # ends on SIGTERM


if __name__ == "__main__":
    main()
