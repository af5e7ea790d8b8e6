"""The laptop's mails, as its mail service lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

import urllib3
from pydantic import BaseModel, Field

from local.errors import LaptopError

_HTTP = urllib3.PoolManager(retries=False, timeout=10)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: `eml` is its file, `events` what SES told of it, in order (Send, Delivery, ...)."""

    id: str
    direction: Literal["sent", "received"]
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    eml: Path
    tags: Mapping[str, str] = field(hash=False)
    events: tuple[str, ...]
    pending: bool
    """An event is not published yet."""


class _Event(BaseModel):
    kind: str
    state: str


class _Listed(BaseModel):
    id: str
    direction: Literal["sent", "received"]
    at: datetime
    sender: str = Field(alias="from")
    to: tuple[str, ...]
    subject: str
    eml: Path
    tags: dict[str, str]
    events: tuple[_Event, ...]


class _Listing(BaseModel):
    messages: tuple[_Listed, ...]


def mails(service: str, since: datetime | None) -> tuple[Mail, ...]:
    """Oldest first, from `since` (real time) on. `service` is the mail service's URL."""
    query = {"since": since.isoformat()} if since else {}
    try:
        answer = _HTTP.request("GET", f"{service}/messages.json", fields=query)
    except urllib3.exceptions.HTTPError as error:
        raise LaptopError(f"the mail service does not answer on {service}: run `relance up`") from error
    return tuple(
        Mail(
            id=listed.id,
            direction=listed.direction,
            at=listed.at,
            sender=listed.sender,
            recipients=listed.to,
            subject=listed.subject,
            eml=listed.eml,
            tags=listed.tags,
            events=tuple(event.kind for event in listed.events),
            pending=any(event.state == "pending" for event in listed.events),
        )
        for listed in _Listing.model_validate_json(answer.data).messages
    )
