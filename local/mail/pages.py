"""The mailbox for people: the list, one message, and the links that play its recipient."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from .mail import Bounce, Click, Complaint, Direction, Entry, Event, Open
from .post_office import PostOffice
from .reading import opened
from .words import Words, preferred

_PAGE: Final = 50
# Nothing runs and nothing is fetched; links open beside the mailbox.
_HOSTILE: Final = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_OWN: Final = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'"
)
_ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}
_HEAD: Final = re.compile(r"<head[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Query:
    """What the list shows."""

    words: str
    box: Direction | None
    page: int

    @classmethod
    def of(cls, request: Request) -> _Query:
        asked = request.query_params
        boxes: dict[str, Direction] = {"sent": "sent", "received": "received"}
        page = asked.get("page", "1")
        number = int(page) if page.isdecimal() and len(page) < 10 else 1
        return cls(asked.get("q", "").strip(), boxes.get(asked.get("box", "")), max(number, 1))

    def url(self, *, page: int = 1, box: Direction | None = None) -> str:
        asked = {"q": self.words, "box": box or "", "page": "" if page == 1 else str(page)}
        given = {name: value for name, value in asked.items() if value}
        return f"/?{urlencode(given)}" if given else "/"


class Pages:
    def __init__(self, office: PostOffice) -> None:
        self._office = office
        self._templates = Environment(
            loader=PackageLoader("local.mail"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._style = files("local.mail").joinpath("templates/style.css").read_text(encoding="utf-8")

    def routes(self) -> list[Route]:
        one = "/messages/{id}"
        return [
            Route("/", self.mailbox),
            Route("/style.css", self.style),
            Route(one, self.message),
            Route(f"{one}/html", self.html),
            Route(f"{one}/raw", self.raw),
            Route(f"{one}/attachments/{{number:int}}", self.attachment),
            Route(f"{one}/simulate", self.simulate, methods=["POST"]),
        ]

    async def mailbox(self, request: Request) -> Response:
        query = _Query.of(request)
        first = (query.page - 1) * _PAGE
        found = list(islice(self._office.mailbox.newest(query.words, query.box), first, first + _PAGE + 1))
        return self._page(request, "list.html", query=query, entries=found[:_PAGE], more=len(found) > _PAGE)

    async def message(self, request: Request) -> Response:
        entry = self._entry(request)
        view = opened(self._office.mailbox.raw(entry.mail))
        return self._page(request, "message.html", entry=entry, mail=entry.mail, view=view)

    async def html(self, request: Request) -> Response:
        """The mail's own HTML, alone on its page, for the sandboxed frame."""
        source = opened(self._office.mailbox.raw(self._entry(request).mail)).html
        head = _HEAD.search(source)
        at = head.end() if head else 0
        page = f'{source[:at]}<base target="_blank">{source[at:]}'
        return HTMLResponse(page, headers={"content-security-policy": _HOSTILE, **_ALWAYS})

    async def raw(self, request: Request) -> Response:
        mail = self._entry(request).mail
        return _download(self._office.mailbox.raw(mail), f"{mail.id}.eml", "message/rfc822")

    async def attachment(self, request: Request) -> Response:
        view = opened(self._office.mailbox.raw(self._entry(request).mail))
        number = int(request.path_params["number"])
        if number >= len(view.attachments):
            raise HTTPException(404)
        found = view.attachments[number]
        return _download(found.data, found.name, "application/octet-stream")

    async def simulate(self, request: Request) -> Response:
        """A person plays the recipient, or has what failed tried again."""
        entry, form = self._entry(request), await _form(request)
        mail, what = entry.mail, form.get("what", "")
        recipient = form.get("recipient") or mail.recipients[0]
        if recipient not in mail.recipients:
            return PlainTextResponse(f"recipient: {recipient!r} did not get this mail.", status_code=400)
        if what == "retry":
            self._office.try_again(entry)
        elif mail.direction == "sent" and what == "reply":
            self._office.reply(mail, recipient, form.get("words", ""))
        elif mail.direction == "sent" and (event := self._event(what, recipient, form.get("link", ""))):
            self._office.happen(mail, event)
        else:
            return PlainTextResponse(f"what: {what!r} cannot happen to this mail.", status_code=400)
        return RedirectResponse(f"/messages/{mail.id}#events", status_code=303)

    def _event(self, what: str, recipient: str, link: str) -> Event | None:
        at = self._office.now()
        match what:
            case "opened":
                return Open(at)
            case "clicked" if link:
                return Click(at, link)
            case "bounced":
                return Bounce(at, recipient)
            case "complained":
                return Complaint(at, recipient)
            case _:
                return None

    async def style(self, _: Request) -> Response:
        return Response(self._style, media_type="text/css", headers=_ALWAYS)

    def _entry(self, request: Request) -> Entry:
        entry = self._office.mailbox.get(request.path_params["id"])
        if entry is None:
            raise HTTPException(404)
        return entry

    def _page(self, request: Request, template: str, **values: object) -> Response:
        words = Words.of(preferred(request.headers.get("accept-language", "")))
        page = self._templates.get_template(template).render(t=words.text, language=words.language, **values)
        return HTMLResponse(page, headers={"content-security-policy": _OWN, **_ALWAYS})


async def _form(request: Request) -> dict[str, str]:
    """An urlencoded form; its last value when a field comes twice."""
    return dict(parse_qsl((await request.body()).decode("utf-8", errors="replace")))


def _download(data: bytes, name: str, media_type: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(data, media_type=media_type, headers={"content-disposition": disposition, **_ALWAYS})
