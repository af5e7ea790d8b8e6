"""A request as the gateway hands it over (HTTP API, payload 2.0), read once in one place."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl

from relance.rendering.texts import LANGUAGES

# Wanted, or at least not refused: `q=0` is "rather not at all".
_GZIP = re.compile(r"gzip(;q=(1|0\.\d*[1-9]).*)?")
_TAG = re.compile(r"([A-Za-z-]+|\*)(?:\s*;\s*q=([01](?:\.\d{0,3})?))?")


@dataclass(frozen=True, slots=True)
class Request:
    """Header names are in lower case. `facts` is what the authorizer said of the caller. `body` is all that
    was sent where it `is_text`: UTF-8; `raw` is it in any case.
    """

    id: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: str
    is_text: bool
    raw: bytes
    ip: str
    facts: Mapping[str, str]

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self:
        context = event["requestContext"]
        body = event.get("body") or ""
        raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
        return cls(
            id=context.get("requestId", ""),
            method=context["http"]["method"].upper(),
            path=event["rawPath"],
            query=dict(parse_qsl(event.get("rawQueryString", ""), keep_blank_values=True)),
            headers={name.lower(): value for name, value in event.get("headers", {}).items()},
            body=(text := raw.decode(errors="replace")),
            is_text=text.encode() == raw,
            raw=raw,
            ip=context["http"].get("sourceIp", ""),
            facts=(context.get("authorizer") or {}).get("lambda") or {},
        )

    @property
    def size(self) -> int:
        return len(self.raw)

    @property
    def language(self) -> str:
        """The language of ours that the person prefers; English when they want none of them."""
        return self.asked_language or LANGUAGES[0]

    @property
    def asked_language(self) -> str | None:
        """The language of ours that the person asks for, if any."""
        wanted = [(found[1].lower(), float(found[2] or 1)) for found in self._tags()]
        ranked = sorted((entry for entry in wanted if entry[1] > 0), key=lambda entry: -entry[1])
        known = (tag.split("-")[0] for tag, _ in ranked)
        return next((tag for tag in known if tag in LANGUAGES), None)

    def _tags(self) -> list[re.Match[str]]:
        asked = self.headers.get("accept-language", "").split(",")
        return [found for tag in asked if (found := _TAG.fullmatch(tag.strip()))]

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def accepts_gzip(self) -> bool:
        codings = self.headers.get("accept-encoding", "").replace(" ", "").split(",")
        return any(_GZIP.fullmatch(coding) for coding in codings)
