"""Answers as they are kept to be repeated: deflated, and without a body that an item cannot hold."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Final

from relance.store.documents import document, reader
from relance.usecases.ports.requests import HttpAnswer

# An item of DynamoDB holds 400 kB, its keys included.
MOST_BYTES: Final = 350_000
_ANSWER = reader(HttpAnswer)


def deflated(answer: HttpAnswer) -> bytes:
    whole = zlib.compress(document(answer).encode())
    if len(whole) <= MOST_BYTES:
        return whole
    return zlib.compress(document(replace(answer, body="", whole=False)).encode())


def inflated(data: bytes) -> HttpAnswer:
    return _ANSWER(zlib.decompress(data).decode())
