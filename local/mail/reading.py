"""A kept `.eml` as a person reads it. Tolerant: any bytes open, nothing in them is trusted."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from html.parser import HTMLParser
from typing import Final

from .headers import Headers, shown, whole

_INLINE_IMAGE: Final = re.compile(r"cid:([^\"'\s)>]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """Headers decoded, the first text and the first HTML part ("" when absent), the files."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]

    @property
    def links(self) -> tuple[str, ...]:
        """The http(s) addresses the HTML, or else the text, leads to, each once."""
        found = _links_of(self.html) if self.html else re.findall(r"https?://[^\s<>\"]+", self.text)
        return tuple(dict.fromkeys(found))


def opened(eml: bytes) -> Opened:
    message = message_from_bytes(eml)
    text = html = ""
    attachments: list[Attachment] = []
    images: dict[str, Attachment] = {}
    for part in _leaves(message):
        content_type, data = part.get_content_type(), _data(part)
        if content_type == "text/html" and not html and not _is_file(part):
            html = _decoded(part, data)
        elif content_type == "text/plain" and not text and not _is_file(part):
            text = _decoded(part, data)
        else:
            name = shown(part.get_filename() or f"{len(attachments) + 1}.bin")
            attachments.append(Attachment(name, content_type, data))
            images[str(part.get("Content-ID", "")).strip(" <>")] = attachments[-1]
    headers = tuple((name, shown(value)) for name, value in Headers.of(eml).fields)
    return Opened(headers, text, _with_images(html, images), tuple(attachments))


def _leaves(message: Message) -> Iterator[Message]:
    return (part for part in message.walk() if not part.is_multipart())


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _data(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(part: Message, data: bytes) -> str:
    """As declared, else UTF-8, else cp1252, which takes what is left."""
    for charset in (part.get_content_charset("utf-8"), "utf-8"):
        try:
            return whole(data.decode(charset))
        except (LookupError, ValueError):  # unknown, wrong, or not even a name
            continue
    return data.decode("cp1252", errors="replace")


def _with_images(html: str, images: dict[str, Attachment]) -> str:
    """`cid:` images carried in the page itself, so that it loads nothing."""

    def inline(found: re.Match[str]) -> str:
        image = images.get(found[1])
        if image is None or not image.content_type.startswith("image/"):
            return found[0]
        return f"data:{image.content_type};base64,{base64.b64encode(image.data).decode()}"

    return _INLINE_IMAGE.sub(inline, html)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href") or ""
        if tag == "a" and target.startswith(("https://", "http://")):
            self.found.append(target)


def _links_of(html: str) -> list[str]:
    parser = _Links()
    with suppress(AssertionError):  # how the parser meets some broken declarations: keep what it found
        parser.feed(html)
    return parser.found
