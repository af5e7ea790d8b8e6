"""What pages are dressed in: one address for all of it, which changes whenever any of it does."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from relance.access.request import Request
from relance.access.responses import response

AT: Final = "/static/"
_FOLDER: Final = Path(__file__).with_name("static")
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_FILES: Final = {file.name: file for file in sorted(_FOLDER.iterdir()) if file.suffix in _TYPES}


def _version() -> str:
    whole = sha256()
    for name, file in _FILES.items():
        whole.update(name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()[:12]


ADDRESS: Final = f"{AT}{_version()}"


def answer(request: Request) -> dict[str, Any]:
    """A file of this version, for a year; of another version, the one we have, not to be kept."""
    *_, version, name = request.path.split("/")
    file = _FILES.get(name)
    if file is None or request.method not in ("GET", "HEAD"):
        return response(request, 404, {"Cache-Control": "no-store"}, "")
    is_current = f"{AT}{version}" == ADDRESS
    headers = {
        "Content-Type": _TYPES[file.suffix],
        "Cache-Control": "public, max-age=31536000, immutable" if is_current else "no-store",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
    }
    is_text = file.suffix != ".woff2"
    return response(request, 200, headers, file.read_text() if is_text else file.read_bytes())
