"""The pages on a port of this machine, over a house in memory, with something to see on every page."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.domain.organization import Member, Role
from relance.runtime.memory import MemoryWorld
from relance.store.memory_sign_ins import MemorySignIns
from relance.web.app import Web
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, owes, published, until
from tests.unit.api.conftest import START, organization
from tests.unit.api.test_inbox import REPLY, mail

EMAIL, PASSWORD = "lea@acme.example", "a password of mine 1A"
TODAY = "2026-11-12"


@dataclass(frozen=True)
class Site:
    """Where it is, and what lies behind it."""

    address: str
    world: MemoryWorld
    acme: Client
    plan: str
    mails: tuple[str, ...]
    started: str
    link: str
    """The secret of a link to a customer's own page."""

    @property
    def paths(self) -> tuple[str, ...]:
        """One of every page."""
        own = (f"/inbox/{self.mails[0]}", f"/imports/{self.started}", "/customers/C-1", "/invoices/F-11")
        lists = (
            "/inbox",
            "/customers",
            "/invoices",
            "/invoices/to-send",
            "/plans",
            "/simulation",
            "/campaigns",
            "/campaigns/new",
            "/actions",
            "/imports",
        )
        plan = f"/plans/{self.plan}"
        plans = (
            "/templates",
            "/templates/new",
            "/plans/new",
            plan,
            f"{plan}?draft",
            f"{plan}/steps/new",
            f"{plan}/publish",
        )
        settings = ("/first-steps", "/settings", "/settings/sending", "/me")
        # A customer's own page, and what stands before one has signed in.
        others = (f"/portal?key={self.link}", "/sign-in/forgotten")
        return ("/", "/?whose=all", *lists, *own, *plans, *settings, *others)


@contextmanager
def served() -> Iterator[Site]:
    world = MemoryWorld.starting(START)
    acme = organization(world.house, "acme")
    _member(world)
    plan = published(acme, email(-3), email(7), email(15), call(20), email(30), min_contact_delay_days=5)
    for n, name in enumerate(("Atelier Morvan SARL", "Harwick Tools Sàrl", "Belmont Textiles"), start=1):
        owes(acme, f"F-{n}1", f"2026-10-{18 + n}", customer=f"C-{n}", amount=711_93 + n)
        owes(acme, f"F-{n}2", f"2026-11-{20 + n}", customer=f"C-{n}", amount=434_80 + n)
        acme.edit(f"/customers/C-{n}", {"name": name, "account_manager": "lea"})
    acme.post("/customers/C-1/notes", {"text": "Closes its books on the 25th."})
    started = acme.post("/imports", {"file": "ledger.csv", "content": "number;total\n1;2\n"}).json["id"]
    acme.post(f"/plans/{plan}/draft", {})
    until(world, TODAY)
    acme.post("/customers/C-3/promises", {"promised_for": "2026-11-20"})
    said = replace(REPLY, evidence=("header:in-reply-to",), visible="Bonjour,\n\nF-11 part vendredi.\n\nZoé")
    earlier = world.clock.now() - timedelta(hours=2)
    mails = tuple(
        mail(world.house, n, said, customer=f"C-{n}", at=earlier + timedelta(minutes=n)) for n in (2, 1)
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(Web(world.house)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        link = acme.post("/customers/C-1/portal-links", {}).json["path"].partition("=")[2]
        yield Site(address, world, acme, plan, mails[::-1], started, link)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _member(world: MemoryWorld) -> None:
    """Léa, who collects, and has chosen a password."""
    world.house.manage_members.invite("acme", Member("lea", "Léa Collector", EMAIL, Role.ADMIN))
    world.house.people.signs_in(EMAIL)
    assert isinstance(world.house.sign_ins, MemorySignIns)
    world.house.sign_ins.passwords[EMAIL] = PASSWORD


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

        def _answer(self) -> None:
            path, _, query = self.path.partition("?")
            size = int(self.headers.get("content-length") or 0)
            event = {
                "version": "2.0",
                "rawPath": path,
                "rawQueryString": query,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": self.rfile.read(size).decode() if size else None,
                "isBase64Encoded": False,
                "requestContext": {
                    "requestId": "request-1",
                    "http": {"method": self.command, "path": path, "sourceIp": "127.0.0.1"},
                },
            }
            with lock:
                response = web.handle(event, LambdaContext())
            raw = response["body"]
            body = base64.b64decode(raw) if response.get("isBase64Encoded") else raw.encode()
            self.send_response(response["statusCode"])
            for name, value in response["headers"].items():
                self.send_header(name, value)
            for cookie in response.get("cookies", ()):
                self.send_header("Set-Cookie", cookie)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
