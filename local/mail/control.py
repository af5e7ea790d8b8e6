"""For programs: the list of messages, faults on demand, and whether the service is well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .faults import InjectedFault
from .mail import Entry, Happening
from .mailbox import Mailbox
from .post_office import PostOffice
from .ses_events import timestamp

_FAULT: Final = TypeAdapter(InjectedFault)


class Control:
    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def routes(self) -> list[Route]:
        return [
            Route("/health", self.health),
            Route("/messages.json", self.messages),
            Route("/faults", self.faults, methods=["GET"]),
            Route("/faults", self.add_fault, methods=["POST"]),
            Route("/faults", self.clear_faults, methods=["DELETE"]),
        ]

    async def health(self, _: Request) -> Response:
        mailbox = self._office.mailbox
        return JSONResponse({"status": "ok", "messages": len(mailbox), "unpublished": len(mailbox.pending())})

    async def messages(self, request: Request) -> Response:
        """Oldest first. `since`: a message's id (those after it) or an instant (those from it on)."""
        try:
            found = _since(self._office.mailbox, request.query_params.get("since"))
        except (ValueError, KeyError):
            return _refused(
                "since", "is neither a message's id nor an instant with its zone, as 2026-11-21T20:49:00Z"
            )
        return JSONResponse({"messages": [_listed(entry, self._office.mailbox) for entry in found]})

    async def faults(self, _: Request) -> Response:
        return JSONResponse({"faults": [asdict(fault) for fault in self._office.faults.waiting]})

    async def add_fault(self, request: Request) -> Response:
        try:
            fault = _FAULT.validate_json(await request.body())
        except ValidationError as error:
            first = error.errors()[0]
            return _refused(".".join(map(str, first["loc"])) or "body", first["msg"])
        self._office.faults.add(fault)
        return JSONResponse(asdict(fault), status_code=201)

    async def clear_faults(self, _: Request) -> Response:
        self._office.faults.clear()
        return Response(status_code=204)


def _since(mailbox: Mailbox, since: str | None) -> Iterable[Entry]:
    if since is None:
        return reversed(list(mailbox.newest()))
    if mailbox.get(since) is not None:
        return mailbox.after(since)
    instant = datetime.fromisoformat(since)
    if instant.tzinfo is None:
        raise ValueError(since)
    return mailbox.since(instant)


def _refused(field: str, problem: str) -> Response:
    return JSONResponse({"field": field, "problem": problem}, status_code=400)


def _listed(entry: Entry, mailbox: Mailbox) -> dict[str, Any]:
    mail = entry.mail
    return {
        "id": mail.id,
        "direction": mail.direction,
        "at": timestamp(mail.at),
        "from": mail.sender,
        "to": list(mail.recipients),
        "subject": mail.subject,
        "tags": dict(mail.tags),
        "configuration_set": mail.configuration_set,
        "eml": str(mailbox.path(mail)),
        "events": [_event(happening) for happening in entry.happenings],
    }


def _event(happening: Happening) -> dict[str, Any]:
    at = timestamp(happening.event.at)
    return {**asdict(happening.event), "at": at, "state": happening.state, "reason": happening.reason}
