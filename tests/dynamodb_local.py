"""DynamoDB Local, the real engine's twin: started once for whoever asks, when Java and the jar are there.

`make dynamodb-local` fetches the jar.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.patience import PATIENCE

FOLDER = Path(os.environ.get("DYNAMODB_LOCAL", Path(__file__).parents[1] / ".local/dynamodb-local"))


def why_not() -> str | None:
    """Why it cannot be started here."""
    if shutil.which("java") is None:
        return "DynamoDB Local needs Java 17, which is not on PATH"
    if not (FOLDER / "DynamoDBLocal.jar").exists():
        return f"DynamoDB Local is not in {FOLDER}: `make dynamodb-local` fetches it"
    return None


@contextmanager
def dynamodb_local() -> Iterator[str]:
    """Runs it in memory on a free port; gives its URL."""
    port = _free_port()
    command = ["java", "-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar"]
    # One database for all: clients made while moto is at work have other credentials than those made before.
    process = subprocess.Popen(  # noqa: S603 - our own command line
        [*command, "-inMemory", "-sharedDb", "-port", str(port)],
        cwd=FOLDER,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"DynamoDB Local did not start within {PATIENCE:.0f} s")
