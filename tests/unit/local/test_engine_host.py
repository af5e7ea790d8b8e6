"""The host takes whole snapshots or none, and the engine behind it serves on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from local.engine_host import EngineHost
from local.snapshot import Snapshots
from local.state import SNAPSHOT_PATH, State


@dataclass
class Engine:
    """Writes its memory at `lifespan.shutdown`, as ministack does; a part of it fails `failures` times."""

    state: State
    failures: int = 0
    stack: str = "CREATE_COMPLETE"
    changes: int = 0
    written: list[int] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.changes += 1
            await PlainTextResponse("served")(scope, receive, send)
            return
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        self._write()
        await send({"type": "lifespan.shutdown.complete"})

    def _write(self) -> None:
        memory = self.state.engine_memory
        memory.mkdir(parents=True, exist_ok=True)
        self.written.append(self.changes)
        (memory / "cloudformation.json").write_text(f'{{"StackStatus": "{self.stack}"}}')
        if self.failures:
            self.failures -= 1
            logging.getLogger("persistence").error("Persistence: error getting state for sqs")
        else:
            (memory / "dynamodb.json").write_text(f"{self.changes}")


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(State(tmp_path_factory.mktemp("laptop")))


class Served:
    """The host with a server around it, between its start and its end."""

    def __init__(self, host: EngineHost, runner: asyncio.Runner) -> None:
        self._runner, self._messages = runner, asyncio.Queue[Message]()
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(host), base_url="http://engine")
        self._life = runner.get_loop().create_task(host({"type": "lifespan"}, self._messages.get, self._told))
        self._told_of: list[str] = []
        self._say("lifespan.startup")

    def post(self, path: str) -> httpx.Response:
        return self._runner.run(self._client.post(path))

    def end(self) -> None:
        self._say("lifespan.shutdown")
        self._runner.run(self._client.aclose())

    def _say(self, kind: str) -> None:
        async def said() -> None:
            await self._messages.put({"type": kind})
            while f"{kind}.complete" not in self._told_of:
                await asyncio.sleep(0)

        self._runner.run(said())

    async def _told(self, message: Message) -> None:
        self._told_of.append(message["type"])


@contextmanager
def served(engine: Engine, snapshots: Snapshots | None = None) -> Iterator[Served]:
    with asyncio.Runner() as runner:
        server = Served(EngineHost(engine, snapshots or Snapshots(engine.state)), runner)
        yield server
        server.end()


@pytest.fixture
def client(engine: Engine) -> Iterator[Served]:
    with served(engine) as client:
        yield client


def restored(engine: Engine) -> str:
    """What an engine that starts now would find; empty when nothing was ever kept."""
    Snapshots(engine.state).restore()
    kept = engine.state.engine_memory / "dynamodb.json"
    return kept.read_text() if kept.exists() else ""


def test_a_snapshot_has_every_change_before_it_and_the_engine_serves_on(
    client: Served, engine: Engine
) -> None:
    assert client.post("/anything").text == "served"
    assert client.post(SNAPSHOT_PATH).text == "saved"
    assert client.post("/anything").text == "served"
    assert restored(engine) == "1"


def test_memory_that_changed_while_it_was_written_is_written_again(client: Served, engine: Engine) -> None:
    engine.failures = 2
    assert client.post(SNAPSHOT_PATH).status_code == 200
    assert len(engine.written) == 3


def test_memory_that_cannot_be_written_is_no_snapshot(client: Served, engine: Engine) -> None:
    client.post(SNAPSHOT_PATH)
    client.post("/anything")
    engine.failures = 1000
    refused = client.post(SNAPSHOT_PATH)
    assert (refused.status_code, "error getting state for sqs" in refused.text) == (500, True)
    assert restored(engine) == "0"


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"])
def test_a_deployment_in_progress_is_no_snapshot(client: Served, engine: Engine, status: str) -> None:
    client.post(SNAPSHOT_PATH)
    client.post("/anything")
    engine.stack = status
    assert client.post(SNAPSHOT_PATH).text == "a deployment is in progress"
    assert restored(engine) == "0"


def test_its_end_is_a_snapshot_after_which_nothing_is_lost(engine: Engine) -> None:
    with served(engine) as client:
        client.post("/anything")
    assert Snapshots(engine.state).restore() is None
    assert restored(engine) == "1"


def test_an_end_that_could_not_be_written_leaves_the_snapshot_before(engine: Engine) -> None:
    with served(engine) as client:
        client.post(SNAPSHOT_PATH)
        client.post("/anything")
        engine.failures = 1000
    assert Snapshots(engine.state).restore() is not None
    assert restored(engine) == "0"
