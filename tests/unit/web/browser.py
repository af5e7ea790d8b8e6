"""A member's browser, in process: it keeps its cookie, follows where it is sent, and sends forms of ours."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.domain.organization import Member, Role
from relance.house import House
from relance.usecases.organization.authorize import Caller
from relance.web.app import Web
from relance.web.browser import COOKIE, PORTAL
from tests.unit.web.reading import Page


@dataclass(frozen=True)
class Reply:
    """What came back. Header names are in lower case. `size` is in bytes as they travelled."""

    status: int
    headers: Mapping[str, str]
    html: str
    size: int
    cookies: tuple[str, ...] = ()

    @cached_property
    def page(self) -> Page:
        return Page(self.html)

    @property
    def text(self) -> str:
        return self.page.text

    @property
    def goes_to(self) -> str:
        """Where a 303 sends one, without the sentence that is said there."""
        assert self.status == 303, self
        return self.headers["location"].partition("said=")[0].rstrip("?&")


@dataclass(frozen=True)
class Browser:
    """`kept` is the session's cookie; "" is nobody's. `guest` is that of a customer's own page."""

    web: Web
    kept: str = ""
    caller: Caller | None = None
    language: str = "en"
    guest: str = ""

    @classmethod
    def of(cls, house: House, caller: Caller) -> Browser:
        return cls(Web(house), house.keep_session.begin(caller), caller)

    @property
    def cookies(self) -> dict[str, str]:
        return {COOKIE: self.kept, PORTAL: self.guest}

    def back(self) -> Browser:
        """Signed in anew, after days away."""
        assert self.caller
        return Browser.of(self.web.house, self.caller)

    def in_(self, language: str) -> Browser:
        return replace(self, language=language)

    def get(self, path: str) -> Reply:
        return self.send("GET", path)

    def post(self, path: str, on: str = "", headers: Mapping[str, str] | None = None, **fields: Any) -> Reply:
        """Sends the form of the page `on` whose action is `path`, with these fields in place of its own."""
        form = self.get(on or path).page.form(path)
        given = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
        return self.send("POST", path, {**form.fields, **given}, headers)

    def send_file(self, path: str, fields: Mapping[str, Any], name: str, content: bytes) -> Reply:
        """A form in which a file was chosen for its field `file`."""
        named = {field: each for field, values in fields.items() for each in values if field != "file"}
        form = {**named, "file": (name, content)}
        body, kind = urllib3.filepost.encode_multipart_formdata(form)
        return self._sent("POST", path, base64.b64encode(body).decode(), {"content-type": kind}, packed=True)

    def send(
        self,
        method: str,
        path: str,
        fields: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        body = urlencode(fields, doseq=True) if fields is not None else None
        return self._sent(method, path, body, headers or {})

    def _sent(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str], *, packed: bool = False
    ) -> Reply:
        at = urlsplit(path)
        ours = {"host": "relance.example.com", "accept-language": self.language}
        if method == "POST":
            ours |= {
                "content-type": "application/x-www-form-urlencoded",
                "sec-fetch-site": "same-origin",
                "origin": "https://relance.example.com",
            }
        event = {
            "version": "2.0",
            "rawPath": at.path,
            "rawQueryString": at.query,
            "headers": {**ours, **headers},
            "cookies": [f"{name}={value}" for name, value in self.cookies.items() if value],
            "body": body,
            "isBase64Encoded": packed,
            "requestContext": {
                "requestId": "request-1",
                "http": {"method": method, "path": at.path, "sourceIp": "192.0.2.1"},
            },
        }
        return _reply(self.web.handle(event, LambdaContext()))


def colleague(house: House, org: str, role: Role) -> Caller:
    """Another member of the organization, with that role."""
    member = Member(
        f"m-{role}", f"Max {role.title()}", f"{role}@{org}.example", role, subject=f"s-{org}-{role}"
    )
    known = house.organizations.get(org)
    house.organizations.save(replace(known, members={**known.members, member.id: member}))
    return Caller(org, member.id, role, "member")


def _reply(response: Mapping[str, Any]) -> Reply:
    headers = {name.lower(): value for name, value in response["headers"].items()}
    body = response["body"]
    sent = base64.b64decode(body) if response.get("isBase64Encoded") else body.encode()
    raw = gzip.decompress(sent) if headers.get("content-encoding") == "gzip" else sent
    html = raw.decode(errors="replace")
    return Reply(response["statusCode"], headers, html, len(sent), tuple(response.get("cookies", ())))
