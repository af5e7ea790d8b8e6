"""A form as a browser sends it: its fields, and the files that were chosen in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qs

from relance.access.request import Request

# More than any page has: a body of nothing but names, or parts, is read no further.
MOST_FIELDS: Final = 5_000
MOST_PARTS: Final = 50


@dataclass(frozen=True, slots=True)
class SentFile:
    """`name` is what the file is called where it comes from, without its folder."""

    name: str
    content: bytes


type Fields = Mapping[str, tuple[str, ...]]


def read_form(request: Request) -> tuple[Fields, Mapping[str, SentFile]]:
    """What cannot be read has no field, and so no token either: it is taken for no form of ours. The field of
    a file holds its name and a digest of its content, so that another file makes another form.
    """
    if request.content_type == "multipart/form-data":
        return _of_parts(request)
    try:
        read = parse_qs(request.body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}, {}
    return {name: tuple(values) for name, values in read.items()}, {}


def _of_parts(request: Request) -> tuple[Fields, Mapping[str, SentFile]]:
    whole = _message(request)
    boundary = whole.get_boundary("")
    if not boundary or not 0 < request.raw.count(b"--" + boundary.encode(errors="replace")) <= MOST_PARTS:
        return {}, {}
    fields: dict[str, tuple[str, ...]] = {}
    files: dict[str, SentFile] = {}
    for part in whole.walk():
        content, filename = part.get_payload(decode=True), part.get_filename()
        name = str(part.get_param("name", "", "content-disposition"))
        if part.is_multipart() or not isinstance(content, bytes):
            continue
        if filename is None:
            fields[name] = (*fields.get(name, ()), content.decode(errors="replace"))
        elif filename:
            files[name] = SentFile(filename.replace("\\", "/").rpartition("/")[2], content)
            fields[name] = (files[name].name, sha256(content).hexdigest())
    return fields, files


def _message(request: Request) -> Message:
    """As a mail: forms with files have borrowed its format (RFC 7578)."""
    head = request.headers.get("content-type", "").encode(errors="replace").splitlines()
    return BytesParser().parsebytes(b"Content-Type: " + b"".join(head) + b"\r\n\r\n" + request.raw)
