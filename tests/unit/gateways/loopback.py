"""A mail service on loopback that answers as it is told and counts what reached it."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    error: str | None = None
    """SES's name of it."""


@dataclass(frozen=True)
class Reset:
    """The connection is reset once the request has come whole."""


@dataclass(frozen=True)
class Silence:
    """No answer comes."""


type Reaction = Answer | Reset | Silence


@dataclass
class Service:
    reaction: Reaction = Silence()
    url: str = ""
    requests: list[bytes] = field(default_factory=list)
    over: Event = field(default_factory=Event)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing: a reset is meant."""


@contextmanager
def serving() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            service.requests.append(self.rfile.read(int(self.headers["Content-Length"])))
            match service.reaction:
                case Answer(status=status, body=body, error=error):
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    if error:
                        self.send_header("x-amzn-ErrorType", error)
                    self.end_headers()
                    self.wfile.write(body.encode())
                case Reset():
                    # Lingering for no time at all, a close is a reset.
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.connection.close()
                case Silence():
                    service.over.wait(10)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

        def finish(self) -> None:
            if not isinstance(service.reaction, Reset):
                super().finish()

    server = _Server(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        service.over.set()
        server.shutdown()
        server.server_close()


def nobody_listens() -> str:
    """A URL of loopback at which no connection is made."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
