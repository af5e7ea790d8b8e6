"""SES v2 over HTTP: SendEmail and GetAccount, with SES's own answers."""

from __future__ import annotations

import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from . import submission
from .faults import FaultKind, InjectedFault
from .post_office import PostOffice
from .refusals import InternalFailure, MessageRejected, Refusal, TooManyRequests
from .submission import Submission

# As SES grants an account that sends much: a laptop has no reason to be slow.
_DAILY, _PER_SECOND = 50_000.0, 500.0
_NEVER_COMPLETED: Final = b"64"

logger = logging.getLogger(__name__)


class SesDoor:
    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def routes(self) -> list[Route]:
        return [
            Route("/v2/email/outbound-emails", self.send_email, methods=["POST"]),
            Route("/v2/email/account", self.get_account, methods=["GET"]),
        ]

    async def send_email(self, request: Request) -> Response:
        try:
            asked = submission.read(await request.body())
        except Refusal as refusal:
            logger.info("SendEmail refused: %s: %s", refusal.code, refusal)
            return refusal.answer()
        fault = self._office.faults.next_for(asked.recipients)
        return self._taken(asked) if fault is None else self._on_a_bad_day(asked, fault)

    async def get_account(self, _: Request) -> Response:
        quota = {"Max24HourSend": _DAILY, "MaxSendRate": _PER_SECOND, "SentLast24Hours": 0.0}
        return JSONResponse(
            {
                "DedicatedIpAutoWarmupEnabled": False,
                "EnforcementStatus": "HEALTHY",
                "ProductionAccessEnabled": True,
                "SendingEnabled": True,
                "SendQuota": quota,
            }
        )

    def _taken(self, asked: Submission) -> Response:
        return JSONResponse({"MessageId": self._office.send(asked)})

    def _on_a_bad_day(self, asked: Submission, fault: InjectedFault) -> Response:
        if fault.mail_is_taken:
            self._office.send(asked)
        match fault.kind:
            case FaultKind.THROTTLE:
                return TooManyRequests("Maximum sending rate exceeded.").answer()
            case FaultKind.REJECT:
                return MessageRejected("Email address is not verified.").answer()
            case FaultKind.SERVER_ERROR:
                return InternalFailure("Internal failure.").answer()
            case FaultKind.TIMEOUT_AFTER_ACCEPT:
                return _Silence()
            case FaultKind.RESET_AFTER_ACCEPT:
                return _Broken()


class _Silence(Response):
    """Nothing, until the client has left."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


class _Broken(Response):
    """An answer that promises a body; the connection ends before it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", _NEVER_COMPLETED)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
