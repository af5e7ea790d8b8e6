"""How the engine is started: ministack as it ships, on this environment's interpreter and libraries."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from local.cloud import REGION, ROOT_KEY
from local.state import HOST, State

COMMAND = (sys.executable, "-m", "ministack")


def engine_environment(state: State) -> Mapping[str, str]:
    """The engine's settings; they reach every function it runs."""
    return {
        **own_environment(),
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(state.ports.engine),
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        # Kept when it stops, read when it starts.
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state.engine / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state.engine / "s3"),
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


def own_environment() -> Mapping[str, str]:
    """The person's environment, without a way to their real AWS account and without proxies to loopback."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": f"{HOST},localhost",
        "no_proxy": f"{HOST},localhost",
    }
