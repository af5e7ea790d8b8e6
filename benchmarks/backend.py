"""What the functions run against: DynamoDB Local where it is, else the laptop's engine; and the stub.

The environment is the one the template gives the functions, so that they wire themselves as on AWS.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from benchmarks.stub import stub
from tests.dynamodb_local import dynamodb_local, why_not

_START_SECONDS = 60
_HOST = "127.0.0.1"


@contextmanager
def backend() -> Iterator[str]:
    """Starts it with empty tables, and gives its name. Until it ends, standard output is thrown away: the
    functions log there.
    """
    name, database = ("engine", _engine()) if why_not() else ("dynamodb-local", dynamodb_local())
    with database as tables_url, stub() as stub_url, Path(os.devnull).open("w") as nowhere:
        os.environ.update(_environment(tables_url, stub_url))
        with redirect_stdout(nowhere):
            _create_tables()
            yield name


def _environment(tables_url: str, stub_url: str) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "benchmark",
        "AWS_SECRET_ACCESS_KEY": "benchmark",
        "AWS_REGION": "eu-west-3",
        "AWS_DEFAULT_REGION": "eu-west-3",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_ENDPOINT_URL_DYNAMODB": tables_url,
        "AWS_ENDPOINT_URL_SQS": stub_url,
        "AWS_ENDPOINT_URL_SESV2": stub_url,
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": stub_url,
        "NO_PROXY": _HOST,
        "CORE_TABLE": "core",
        "LOG_TABLE": "log",
        "INBOX_TABLE": "inbox",
        "EXECUTE_STEP_QUEUE_URL": f"{stub_url}/000000000000/execute-step",
        "CONFIGURATION_SET": "mail",
        "FALLBACK_SENDER": "reminders@relance.example.com",
        "REPLY_DOMAIN": "reply.example.com",
        "REPLY_SECRET_ARN": "arn:aws:secretsmanager:eu-west-3:000000000000:secret:reply",
        "API_SECRET_ARN": "arn:aws:secretsmanager:eu-west-3:000000000000:secret:api",
        "POWERTOOLS_SERVICE_NAME": "relance",
        "POWERTOOLS_METRICS_NAMESPACE": "Relance",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }


def _create_tables() -> None:
    from relance.runtime.aws import house

    tables = house().tables
    for table in (tables.core, tables.log, tables.inbox):
        table.create_table(wait=True)


@contextmanager
def _engine() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port = probe.getsockname()[1]
    settings = {"BIND_HOST": _HOST, "MINISTACK_HOST": _HOST, "GATEWAY_PORT": str(port)}
    process = subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, "-m", "ministack"],
        env={**os.environ, **settings, "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield f"http://{_HOST}:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((_HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the engine did not start within {_START_SECONDS} s")
