"""Background processes: started once, known by their lock, stopped with SIGTERM."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from local.errors import LaptopError
from local.process import Process
from local.state import Ports
from tests.patience import PATIENCE

SERVE = (sys.executable, "-m", "http.server", "--bind", "127.0.0.1")


@pytest.fixture
def port() -> int:
    return Ports.free().front


@pytest.fixture
def server(tmp_path: Path, port: int) -> Iterator[Process]:
    process = Process("server", tmp_path, f"http://127.0.0.1:{port}/")
    yield process
    process.stop()


def start(process: Process, port: int) -> None:
    process.start((*SERVE, str(port)), {}, {"--port": port})


def test_it_starts_serves_and_stops(server: Process, port: int) -> None:
    start(server, port)
    server.wait_healthy()
    assert server.pid is not None
    assert server.stop()
    assert server.pid is None
    assert not server.stop()


def test_starting_it_again_keeps_the_one_that_runs(server: Process, port: int) -> None:
    start(server, port)
    first = server.pid
    start(server, port)
    assert server.pid == first


def test_a_pid_left_by_a_crash_is_nobody(server: Process, port: int) -> None:
    start(server, port)
    server.wait_healthy()
    pid = server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while server.pid is not None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    start(server, port)
    assert server.pid not in {None, pid}


def test_a_pid_of_another_program_is_never_signalled(tmp_path: Path) -> None:
    (tmp_path / "server.pid").write_text(str(os.getpid()))
    assert not Process("server", tmp_path, "http://127.0.0.1:9/").stop()


def test_a_port_in_use_is_named_with_its_option(server: Process) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        taken = int(other.getsockname()[1])
        with pytest.raises(
            LaptopError, match=f"another program uses port {taken} .choose another with --port N"
        ):
            start(server, taken)
    assert server.pid is None


def test_one_that_dies_shows_the_end_of_its_log(server: Process) -> None:
    server.start((sys.executable, "-c", "raise SystemExit('no such luck')"), {}, {})
    with pytest.raises(LaptopError, match="no such luck"):
        server.wait_healthy()
