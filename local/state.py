"""The state folder: where the laptop keeps everything, and on which ports it serves."""

from __future__ import annotations

import fcntl
import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Self

from local.errors import LaptopError

ROOT = Path(__file__).parents[1]
"""The repository: template.yaml, functions/ and layers/ are here."""

HOST = "127.0.0.1"

SNAPSHOT_PATH = "/_relance/snapshot"
"""A POST there makes the engine take a snapshot (`local.engine_host`)."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Loopback ports; each has a command line option of its name."""

    engine: int = 4566
    mail: int = 8025
    smtp: int = 2525
    front: int = 8080

    @classmethod
    def free(cls) -> Self:
        """Ports nobody listens on, all different since all are held while they are chosen."""
        with ExitStack() as held:
            probes = [held.enter_context(socket.create_server((HOST, 0))) for _ in fields(cls)]
            return cls(*(int(probe.getsockname()[1]) for probe in probes))

    @property
    def engine_url(self) -> str:
        return f"http://{HOST}:{self.engine}"

    @property
    def mail_url(self) -> str:
        return f"http://{HOST}:{self.mail}"

    @property
    def front_url(self) -> str:
        return f"http://{HOST}:{self.front}"


@dataclass(frozen=True, slots=True)
class State:
    """A folder that holds a whole laptop: delete it to start afresh, copy it (stopped) to keep it."""

    folder: Path = ROOT / ".local"

    @property
    def engine(self) -> Path:
        return self.folder / "engine"

    @property
    def engine_memory(self) -> Path:
        """Where the engine writes what it has in memory, and reads it when it starts."""
        return self.engine / "state"

    @property
    def engine_objects(self) -> Path:
        """Where the engine keeps the objects of S3."""
        return self.engine / "s3"

    @property
    def snapshots(self) -> Path:
        """What a start begins with: see `local.snapshot`."""
        return self.folder / "snapshots"

    @property
    def work(self) -> Path:
        """Where the engine unpacks the functions; worth nothing once it has stopped."""
        return self.engine / "work"

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    @property
    def clock(self) -> Path:
        return self.folder / "clock.json"

    @property
    def demo(self) -> Path:
        """The files the demonstration dropped."""
        return self.folder / "demo"

    def forget(self) -> None:
        """Delete what a stopped laptop has kept; its ports stay chosen."""
        for kept in (self.snapshots, self.engine, self.mail, self.demo):
            shutil.rmtree(kept, ignore_errors=True)
        self.clock.unlink(missing_ok=True)
        self.forget_api_keys()

    def api_key(self, org: str) -> Path:
        """Where `relance api` keeps its key to an organization."""
        return self.folder / f"api-key-{org}"

    def forget_api_keys(self) -> None:
        """The engine that knew these keys is not the one that starts next."""
        for key in self.folder.glob("api-key-*"):
            key.unlink()

    @contextmanager
    def held(self, name: str, refusal: str) -> Iterator[None]:
        """For one process at a time: LaptopError with `refusal` while another is inside under that name.

        A process that ends, however it ends, is outside.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{name}.lock").open("a") as lock:
            try:
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LaptopError(refusal) from None
            yield

    @property
    def ports(self) -> Ports:
        """The ports of the last `up`, or the defaults."""
        file = self._ports_file
        return Ports(**json.loads(file.read_text())) if file.exists() else Ports()

    def keep(self, ports: Ports) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._ports_file.write_text(json.dumps(asdict(ports)))

    @property
    def _ports_file(self) -> Path:
        return self.folder / "ports.json"
