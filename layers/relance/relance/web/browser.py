"""What a browser sends: its cookie, its form, and whether the form is one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final, Self
from urllib.parse import urlsplit

from relance.access.request import Request
from relance.web.sent_form import Fields, SentFile, read_form

# `__Host-`: no other host, not even a subdomain of ours, can set it.
COOKIE: Final = "__Host-relance"
PORTAL: Final = "__Host-relance-portal"


@dataclass(frozen=True)
class Browser:
    """`kept` is what `KeepSession.begin` gave it to keep; "" for nobody signed in. `of_portal` is the secret
    of the link by which a customer came to its own page.
    """

    request: Request
    kept: str
    of_portal: str = ""

    @classmethod
    def of(cls, event: Mapping[str, Any], request: Request) -> Self:
        sent = "; ".join(event.get("cookies") or ()) or request.headers.get("cookie", "")
        return cls(request, _kept(sent, COOKIE), _kept(sent, PORTAL))

    @cached_property
    def _sent(self) -> tuple[Fields, Mapping[str, SentFile]]:
        """Read when somebody asks for it: a stranger's body costs nothing."""
        return read_form(self.request) if self.request.method == "POST" else ({}, {})

    @property
    def form(self) -> Fields:
        return self._sent[0]

    @property
    def files(self) -> Mapping[str, SentFile]:
        return self._sent[1]

    def given(self, name: str) -> str:
        return next(iter(self.form.get(name, ())), "")

    @property
    def is_ours(self) -> bool:
        """Whether the form was sent by a page of ours; a browser says so, and no page can make it lie."""
        headers = self.request.headers
        if site := headers.get("sec-fetch-site"):
            return site == "same-origin"
        return urlsplit(headers.get("origin", "")).netloc == headers.get("host", "-")


def kept_cookie(kept: str, name: str = COOKIE) -> str:
    """Lax: who follows a link in one of our mails arrives signed in."""
    return f"{name}={kept}; Path=/; Secure; HttpOnly; SameSite=Lax"


def portal_cookie(secret: str) -> str:
    """Until the browser is closed; the link opens the page again."""
    return kept_cookie(secret, PORTAL)


def no_cookie() -> str:
    return f"{kept_cookie('')}; Max-Age=0"


def _kept(sent: str, name: str) -> str:
    try:
        found = SimpleCookie(sent).get(name)
    except CookieError:
        return ""
    return found.value if found else ""
