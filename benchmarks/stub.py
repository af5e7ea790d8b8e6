"""SES, SQS and Secrets Manager as far as a reminder meets them: fixed answers on loopback.

A process of its own, so that its work does not count as ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_HOST = "127.0.0.1"
_SECRET = "a secret of the benchmark, 32 bytes or more"  # noqa: S105 - protects nothing


@contextmanager
def stub() -> Iterator[str]:
    """Runs it on a free port; gives its URL."""
    command = [sys.executable, "-m", "benchmarks.stub"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command line
    try:
        if process.stdout is None or not (port := process.stdout.readline().strip()):
            raise RuntimeError("the stub did not start")
        yield f"http://{_HOST}:{port}"
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """The account of the mail service, whose rate nobody says: nothing is slowed down."""
        self._answer({"SendQuota": {"MaxSendRate": 0}})

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(_answer(self.headers.get("X-Amz-Target", ""), request))

    def _answer(self, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def _answer(target: str, request: dict[str, Any]) -> dict[str, Any]:
    match target.rpartition(".")[2]:
        case "SendMessageBatch":
            taken = [{"Id": entry["Id"], "MessageId": entry["Id"]} for entry in request["Entries"]]
            return {"Successful": taken, "Failed": []}
        case "GetSecretValue":
            return {"ARN": request["SecretId"], "Name": "secret", "SecretString": _SECRET}
        case _:  # SES has paths instead of targets, and one call is all we make
            return {"MessageId": "0107018f2b6c3d4e-5a6b7c8d-9e0f-1a2b-3c4d-5e6f7a8b9c0d-000000"}


def main() -> None:
    server = ThreadingHTTPServer((_HOST, 0), _Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
