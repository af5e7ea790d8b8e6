"""What the gateway is given back for an HTTP API request (payload 2.0)."""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final

from relance.access.request import Request

_WORTH_COMPRESSING: Final = 1_000


def response(request: Request, status: int, headers: Mapping[str, str], body: str | bytes) -> dict[str, Any]:
    """Text is compressed where the caller takes that and the text is worth it; bytes go as they are."""
    if isinstance(body, bytes):
        return _response(status, headers, b64encode(body).decode(), is_packed=True)
    if len(body) <= _WORTH_COMPRESSING or not request.accepts_gzip:
        return _response(status, headers, body)
    packed = b64encode(gzip.compress(body.encode(), compresslevel=5, mtime=0)).decode()
    return _response(status, {**headers, "Content-Encoding": "gzip"}, packed, is_packed=True)


def redirect(path: str, cookie: str = "") -> dict[str, Any]:
    answer = _response(303, {"Location": path, "Cache-Control": "no-store"}, "")
    return answer | {"cookies": [cookie]} if cookie else answer


def _response(
    status: int, headers: Mapping[str, str], body: str, *, is_packed: bool = False
) -> dict[str, Any]:
    return {"statusCode": status, "headers": dict(headers), "body": body, "isBase64Encoded": is_packed}
