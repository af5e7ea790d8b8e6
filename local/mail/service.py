"""The mail service put together: one ASGI application, with SMTP and the outbox alive as long as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .control import Control
from .identities import Identities
from .identity_door import IdentityDoor
from .pages import Pages
from .post_office import PostOffice
from .ses_door import SesDoor
from .settings import MailSettings
from .sinks import EventSink, ReceiptSink
from .smtp_door import smtp_open

_HOSTS: Final = ["127.0.0.1", "localhost", "*.localhost"]


class MailService:
    """`receipts` None: mail that comes in is kept and shown, nothing else."""

    def __init__(self, settings: MailSettings, events: EventSink, receipts: ReceiptSink | None) -> None:
        self._settings = settings
        self._office = PostOffice(settings, events, receipts)

    def asgi(self) -> Starlette:
        office = self._office
        identities = IdentityDoor(Identities(self._settings.state))
        doors = (SesDoor(office), identities, Control(office), Pages(office))
        return Starlette(
            routes=[route for door in doors for route in door.routes()],
            lifespan=self._alive,
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS), Middleware(_SameSite)],
        )

    @asynccontextmanager
    async def _alive(self, _: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.callback(self._office.mailbox.close)
            await stack.enter_async_context(self._office.running())
            if self._settings.smtp is not None:
                await stack.enter_async_context(smtp_open(self._office, self._settings.smtp))
            yield


class _SameSite:
    """Another site's page, open in the same browser, may not post here. Programs send no Origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD") and not _same_site(scope):
            refusal = PlainTextResponse("This page may not be posted to from another site.", status_code=403)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _same_site(scope: Scope) -> bool:
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get(b"origin")
    return origin is None or urlsplit(origin).netloc == headers.get(b"host")
