"""How the engine is started: ministack as it ships, on this environment's interpreter and libraries.

Also what a killed engine leaves behind: the processes of the functions, which would go on without it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

from local.cloud import REGION, ROOT_KEY
from local.state import HOST, State

COMMAND = (sys.executable, "-m", "local.engine_host")

# Every process of this machine, as `4711 /usr/bin/python3 /some/program.py`. `ps` is where PATH says.
_PROCESSES = ("/usr/bin/env", "ps", "-A", "-ww", "-o", "pid=,command=")


def engine_environment(state: State) -> Mapping[str, str]:
    """The engine's settings; they reach every function it runs."""
    return {
        **own_environment(),
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(state.ports.engine),
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        # What a snapshot is made of, and where it goes (local.engine_host).
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state.engine_memory),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state.engine_objects),
        "RELANCE_STATE_FOLDER": str(state.folder),
        "TMPDIR": str(state.work),
        # Each function has the rights template.yaml gives it, no more.
        "AUTH": "true",
        # Listeners nobody here uses.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # What the functions find instead of AWS.
        "AWS_ENDPOINT_URL_SESV2": state.ports.mail_url,
        "RELANCE_CLOCK_FILE": str(state.clock),
    }


def forget_the_world() -> None:
    """From here on this process has the laptop's environment (`own_environment`) instead of the person's."""
    own = own_environment()
    os.environ.clear()
    os.environ.update(own)


def own_environment() -> Mapping[str, str]:
    """The person's environment, without a way to their real AWS account or to a proxy: all is on loopback."""
    return {
        **{name: value for name, value in os.environ.items() if not _is_of_the_world(name)},
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def _is_of_the_world(name: str) -> bool:
    return name.startswith("AWS_") or name.lower().endswith("_proxy")


def end_orphans(state: State) -> None:
    """Kill the functions' processes that an engine killed before them left running.

    They know neither that their engine is gone nor that another one starts from an earlier instant: what
    they had begun would be done twice. A process is known by its program, in this state folder's `work`.
    """
    listed = subprocess.run(_PROCESSES, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603  (a constant)
    for line in listed.stdout.splitlines():
        pid, _, command = line.strip().partition(" ")
        if f" {state.work}/" in command:
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
