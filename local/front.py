"""The front, on loopback: the laptop's own page (`/laptop`), the way to the stack's pages and HTTP API."""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs

import urllib3
from botocore.exceptions import BotoCoreError, ClientError
from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.typing import ASGIFramework
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from local.errors import LaptopError
from local.laptop import Backlog, Laptop
from local.stack import Stack
from local.state import HOST, State

_PAGES = Jinja2Templates(Path(__file__).parent / "templates")
_HTTP = urllib3.PoolManager(retries=False, timeout=35)  # an HTTP API answers within 30 s
_MOST_HOURS = 24 * 366
_SECONDS_BETWEEN_SNAPSHOTS = 60
_HOP_BY_HOP = {"connection", "content-length", "host", "keep-alive", "transfer-encoding", "upgrade"}

logger = logging.getLogger(__name__)


class Front:
    """Pages and forwarding for one laptop."""

    def __init__(self, laptop: Laptop) -> None:
        self._laptop = laptop
        self._move: asyncio.Task[None] | None = None
        self._trouble = ""

    def asgi(self) -> Starlette:
        """The application. It answers to loopback names only: no web site reaches it by a name of its own."""
        return Starlette(
            routes=[
                Route("/laptop", self.start),
                Route("/laptop/health", self.health),
                Route("/laptop/clock", self.move_clock, methods=["POST"]),
                Route("/{path:path}", self.forward, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
            ],
            lifespan=self._alive,
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])],
        )

    @asynccontextmanager
    async def _alive(self, _: Starlette) -> AsyncIterator[None]:
        saving = asyncio.create_task(self._save_each_minute())
        yield
        saving.cancel()

    async def _save_each_minute(self) -> None:
        """For what changes without a command that takes a snapshot: calls of the API, mail that comes in."""
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_SNAPSHOTS)
            try:
                await run_in_threadpool(self._laptop.save_if_idle)
            except (LaptopError, BotoCoreError, ClientError) as error:
                logger.warning("no snapshot this minute: %s", error)

    async def health(self, _: Request) -> Response:
        return PlainTextResponse("ok")

    async def start(self, request: Request) -> Response:
        stack: Stack | None = None
        backlogs: tuple[Backlog, ...] = ()
        trouble = self._trouble
        try:
            stack, backlogs = await run_in_threadpool(lambda: (self._laptop.stack, self._laptop.backlogs()))
        except (LaptopError, BotoCoreError) as error:
            trouble = str(error)
        page = {
            "now": self._laptop.clock.now(),
            "moving": self._moving,
            "trouble": trouble,
            "running": self._laptop.running(),
            "ports": self._laptop.ports,
            "stack": stack,
            "backlogs": backlogs,
        }
        return _PAGES.TemplateResponse(request, "start.html", page)

    @property
    def _moving(self) -> bool:
        return self._move is not None and not self._move.done()

    async def move_clock(self, request: Request) -> Response:
        """Start moving forward by the form's `hours`; the laptop's page follows it."""
        if request.headers.get("origin", "") not in {"", str(request.base_url).rstrip("/")}:
            return PlainTextResponse("only the laptop's page moves the clock", status_code=403)
        asked = parse_qs((await request.body()).decode()).get("hours", [""])[0]
        if not asked.isdecimal() or not 1 <= int(asked) <= _MOST_HOURS:
            return PlainTextResponse(f"hours: a number from 1 to {_MOST_HOURS} is needed", status_code=400)
        further = timedelta(hours=int(asked))
        if not self._moving:
            self._move = asyncio.create_task(self._play(self._laptop.clock.now() + further))
        return RedirectResponse("/laptop", status_code=303)

    async def _play(self, to: datetime) -> None:
        try:
            await run_in_threadpool(self._laptop.play, to)
            self._trouble = ""
        except LaptopError as error:
            self._trouble = str(error)
        except Exception:
            logger.exception("the clock was not moved to %s", to)
            self._trouble = "the clock was not moved: see front.log in the state folder"

    async def forward(self, request: Request) -> Response:
        """Hand a request to the deployed HTTP API, as its own address would."""
        try:
            api = (await run_in_threadpool(lambda: self._laptop.stack)).http_api
            if api is None:
                return JSONResponse({"title": "no HTTP API is deployed"}, status_code=404)
            query = f"?{request.url.query}" if request.url.query else ""
            answer = await run_in_threadpool(
                _HTTP.request,
                request.method,
                f"{self._laptop.cloud.endpoint}/_aws/execute-api/{api}/$default{request.url.path}{query}",
                body=await request.body(),
                headers={name: value for name, value in request.headers.items() if name not in _HOP_BY_HOP},
                decode_content=False,
            )
        except (LaptopError, BotoCoreError, urllib3.exceptions.HTTPError) as error:
            logger.warning("%s %s: %s", request.method, request.url.path, error)
            return JSONResponse({"title": "the engine does not answer: run `relance up`"}, status_code=502)
        response = Response(answer.data, answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in _HOP_BY_HOP:
                response.headers.append(name, value)
        return response


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.front")
    parser.add_argument("--state", type=Path, required=True)
    laptop = Laptop(State(parser.parse_args().state))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    config = Config()
    config.bind = [f"{HOST}:{laptop.ports.front}"]
    config.graceful_timeout = 2.0
    asyncio.run(serve(cast(ASGIFramework, Front(laptop).asgi()), config))  # ends on SIGTERM


if __name__ == "__main__":
    main()
