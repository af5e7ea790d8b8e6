"""The HTTP server around the application."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import cast

import hypercorn.asyncio
from hypercorn.config import Config
from hypercorn.typing import ASGIFramework
from starlette.types import ASGIApp

from .settings import Listen


async def serve(app: ASGIApp, listen: Listen, stopped: Callable[[], Awaitable[None]] | None = None) -> None:
    """Until `stopped` returns, or SIGINT or SIGTERM comes when it is not given."""
    config = Config()
    config.bind = [str(listen)]
    config.errorlog = logging.getLogger(__name__)
    config.graceful_timeout = 2.0  # a client may be waiting for an answer it will never get
    # The two libraries write the same ASGI protocol as different types.
    await hypercorn.asyncio.serve(cast(ASGIFramework, app), config, shutdown_trigger=stopped)
