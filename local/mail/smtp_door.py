"""SMTP on loopback: mail to any address comes in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session

from .post_office import PostOffice
from .settings import Listen
from .submission import MAX_BYTES


class _Reception:
    def __init__(self, office: PostOffice) -> None:
        self._office = office

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        mail_id = self._office.receive(envelope.mail_from or "", envelope.rcpt_tos, content)
        return f"250 OK {mail_id}"


@asynccontextmanager
async def smtp_open(office: PostOffice, listen: Listen) -> AsyncIterator[None]:
    """Listening while entered."""

    def session() -> SMTP:
        return SMTP(_Reception(office), data_size_limit=MAX_BYTES, hostname="localhost", ident="Relance")

    server = await asyncio.get_running_loop().create_server(session, listen.host, listen.port)
    try:
        yield
    finally:
        server.close()
