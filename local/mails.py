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


class _Event(BaseModel, hide_input_in_errors=True):
    kind: str


class _Listed(BaseModel, hide_input_in_errors=True):
    id: str
    direction: Literal["sent", "received"]
    at: datetime
    sender: str = Field(alias="from")
    to: tuple[str, ...]
    subject: str
    eml: Path
    tags: dict[str, str]
    events: tuple[_Event, ...]


class _Listing(BaseModel, hide_input_in_errors=True):
    messages: tuple[_Listed, ...]


class _Health(BaseModel, hide_input_in_errors=True):
    unpublished: int


def mails(service: str, since: datetime | None) -> tuple[Mail, ...]:
    """Oldest first, from `since` on. `service` is the mail service's URL."""
    data = _asked(service, "messages.json", {"since": since.isoformat()} if since else {})
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
        )
        for listed in _Listing.model_validate_json(data).messages
    )


def unpublished(service: str) -> int:
    """How many mails have an event that is not published yet."""
    return _Health.model_validate_json(_asked(service, "health", {})).unpublished


def _asked(service: str, path: str, query: Mapping[str, str]) -> bytes:
    try:
        return _HTTP.request("GET", f"{service}/{path}", fields=query).data
    except urllib3.exceptions.HTTPError as error:
        raise LaptopError(f"the mail service does not answer on {service}: run `relance up`") from error
