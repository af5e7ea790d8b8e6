"""The mail service on ports of its own, and what its clients send it."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import urllib3
from botocore.config import Config
from mypy_boto3_sesv2 import SESV2Client

from local.mail.service import MailService
from local.mail.serving import serve
from local.mail.settings import Listen, MailSettings
from tests.patience import PATIENCE

type Json = dict[str, Any]


@dataclass
class Events:
    """An event sink that remembers; it fails as long as `down`."""

    taken: list[Json] = field(default_factory=list)
    down: bool = False

    def publish(self, event: Json) -> None:
        if self.down:
            raise ConnectionError("the topic is away")
        self.taken.append(event)

    @property
    def kinds(self) -> list[str]:
        return [event["eventType"] for event in self.taken]


@dataclass
class Rule:
    """A receipt rule that remembers."""

    function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:receive_reply"
    taken: list[tuple[str, bytes, Json]] = field(default_factory=list)

    def receive(self, mail_id: str, stored: bytes, event: Json) -> None:
        self.taken.append((mail_id, stored, event))


@dataclass
class Running:
    """The service on its ports, with its two sinks."""

    http: Listen
    smtp: Listen
    events: Events
    rule: Rule

    def ask(
        self, method: str, path: str, body: bytes | str = b"", **headers: str
    ) -> urllib3.BaseHTTPResponse:
        url = f"http://{self.http}{path}"
        return urllib3.request(method, url, body=body, headers=headers, timeout=PATIENCE, retries=False)

    def get(self, path: str, **headers: str) -> str:
        answer = self.ask("GET", path, **headers)
        assert answer.status == 200
        return answer.data.decode()

    def play(self, mail_id: str, **form: str) -> None:
        assert self.ask("POST", f"/messages/{mail_id}/simulate", urlencode(form)).status == 303

    def fault(self, kind: str, **options: object) -> None:
        assert self.ask("POST", "/faults", json.dumps({"kind": kind, **options})).status == 201

    def messages(self, since: str = "") -> list[Json]:
        query = f"?{urlencode({'since': since})}" if since else ""
        found: list[Json] = json.loads(self.get(f"/messages.json{query}"))["messages"]
        return found

    def ses(self, read_timeout: float = PATIENCE) -> SESV2Client:
        client: SESV2Client = boto3.client(
            "sesv2",
            endpoint_url=f"http://{self.http}",
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",  # noqa: S106  (the service checks no signature)
            config=Config(read_timeout=read_timeout, retries={"total_max_attempts": 1}),
        )
        return client


def free_port() -> Listen:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return Listen("127.0.0.1", found.getsockname()[1])


def eventually[T](look: Callable[[], T]) -> T:
    """What `look` returns once it is true: effects happen after the answer."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


@contextmanager
def running(state: Path, events: Events | None = None, *, trust: bool = False) -> Iterator[Running]:
    service = Running(free_port(), free_port(), events or Events(), Rule())
    settings = MailSettings(
        state, smtp=service.smtp, trust_test_verdicts=trust, attempts=2, backoff_seconds=0.01
    )
    app = MailService(settings, service.events, service.rule).asgi()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def stopped() -> None:
        await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(app, service.http, stopped),))
    thread.start()
    try:
        eventually(lambda: answers(service))
        yield service
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def answers(service: Running) -> bool:
    try:
        return "ok" in service.get("/health")
    except urllib3.exceptions.HTTPError:
        return False


def reminder(to: str = "zoe@client.example", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Léa Martin <lea@acme.example>"
    message["To"] = to
    message["Subject"] = "F-1 : rappel n° 1"
    message["Reply-To"] = "r-token@reply.example"
    message["Message-ID"] = "<mine@acme.example>"
    for name, value in headers.items():
        message[name] = value
    message.set_content("Votre facture F-1 est échue.\n")
    message.add_alternative('<p>Votre facture <a href="https://pay.example/F-1">F-1</a></p>', subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="F-1.pdf")
    return message.as_bytes()


def send(service: Running, to: str = "zoe@client.example", **options: Any) -> str:
    answer = service.ses().send_email(
        Destination={"ToAddresses": [to]}, Content={"Raw": {"Data": reminder(to)}}, **options
    )
    return answer["MessageId"]
