"""A background process of the laptop: started once, known by its pid file, stopped with SIGTERM."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import urllib3

from local.errors import LaptopError
from local.state import HOST

_HTTP = urllib3.PoolManager(retries=False)


@dataclass(frozen=True, slots=True)
class Process:
    """One process, whether it runs or not.

    Its pid file is locked by the process itself for as long as it lives (it inherits the descriptor), so
    a pid left by a crash, or given to another program since, is never mistaken for ours.
    """

    name: str
    folder: Path
    """Holds `<name>.pid` and `<name>.log`."""
    health: str
    """URL that answers 200 when the process serves."""

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def pid(self) -> int | None:
        """Its process id, or None when it does not run."""
        file = self._pid_file
        if not file.exists():
            return None
        with file.open() as held:
            if _lock(held.fileno()):
                return None
            pid = held.read()
            return int(pid) if pid else None  # empty: it is being started this moment

    def start(
        self, command: tuple[str, ...], environment: Mapping[str, str], ports: Mapping[str, int]
    ) -> None:
        """Start it unless it runs; it may not serve yet (see `wait_healthy`).

        `ports` are the loopback ports it will listen on, by the option that sets each; LaptopError when one
        is taken.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._pid_file.open("a+") as held:
            if not _wait(lambda: _lock(held.fileno()), 0.2):  # whoever only looks lets go at once
                return
            held.truncate(0)
            ensure_free(ports)
            os.set_inheritable(held.fileno(), True)
            pid = os.posix_spawn(
                command[0],
                command,
                environment,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 1, str(self.log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
                    (os.POSIX_SPAWN_DUP2, 1, 2),
                ],
                setsid=True,
            )
            held.write(str(pid))

    def wait_healthy(self, timeout: float = 30) -> None:
        """Return when it serves; LaptopError with the end of its log when it dies or is too long about it."""
        _wait(lambda: self.healthy or self.pid is None, timeout)
        if not self.healthy:
            end = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
            raise LaptopError(f"{self.name} does not answer on {self.health}; {self.log} ends:\n{end}")

    @property
    def healthy(self) -> bool:
        try:
            return _HTTP.request("GET", self.health, timeout=2).status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def stop(self, timeout: float = 60) -> bool:
        """Ask it to end and wait until it has; False when it did not run."""
        pid = self.pid
        if pid is None:
            return False
        os.kill(pid, signal.SIGTERM)
        if not _wait(lambda: self.pid is None, timeout):
            raise LaptopError(
                f"{self.name} (process {pid}) has not stopped after {timeout:.0f} s; see {self.log}"
            )
        return True

    @property
    def _pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(done: Callable[[], bool], timeout: float) -> bool:
    deadline = time.monotonic() + timeout
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def ensure_free(ports: Mapping[str, int]) -> None:
    """LaptopError that names each taken port, by the option that chooses another; `ports` goes by option."""
    taken = [
        f"{port} (choose another with {option} N)" for option, port in ports.items() if not _is_free(port)
    ]
    if taken:
        raise LaptopError(f"another program uses port {', and port '.join(taken)}")


def _is_free(port: int) -> bool:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
    return True
