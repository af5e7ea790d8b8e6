"""The pages: what happens to every request, in order, before and after the one function that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final
from urllib.parse import quote, urlencode

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.access import rates
from relance.access.permissions import LEAST
from relance.access.problems import Problem, problem_of
from relance.access.request import Request
from relance.access.responses import redirect, response
from relance.house import House
from relance.usecases.organization.keep_session import token_of
from relance.web import door, portal, static
from relance.web.answers import Answer, Opened, Saved, See, Shown
from relance.web.auditing import audited
from relance.web.browser import Browser
from relance.web.once import once
from relance.web.pages import PAGES
from relance.web.render import page
from relance.web.routing import Route, find
from relance.web.visit import Visit

MAX_BODY_BYTES: Final = 1_000_000
# A request with a file is handed over in base64, and has 6 MB at most.
MAX_FILE_BYTES: Final = 4_000_000
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "connect", "frame")),
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000",
    "Cache-Control": "no-store",
    "Vary": "Accept-Encoding, Accept-Language, Cookie",
}

# The main pages, each with the letter that leads there after `g`.
WAYS: Final = (
    ("/", "t"),
    ("/inbox", "i"),
    ("/customers", "c"),
    ("/invoices", "v"),
    ("/plans", "p"),
    ("/simulation", "s"),
    ("/actions", "a"),
    ("/campaigns", "n"),
    ("/imports", "m"),
    ("/figures", "f"),
)

logger = Logger(child=True)

ROUTES: Final = [route for pages in PAGES for route in pages.routes]
if unlisted := {route.may for route in ROUTES} - LEAST.keys():
    raise RuntimeError(f"access/permissions.py does not know: {sorted(unlisted)}")


@dataclass(frozen=True)
class Web:
    house: House

    def handle(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """An HTTP API event (payload 2.0) in, its response out; nothing is ever raised."""
        started = perf_counter()
        request = Request.of(event)
        if request.path.startswith(static.AT):
            return static.answer(request)
        browser = Browser.of(event, request)
        visit: Visit | None = None
        rule = ""
        try:
            visit = self._visit(browser)
            answer, rule = self._answer(browser, visit)
            given = self._given(browser, visit, answer)
        except Exception as error:
            given = self._problem(browser, visit, error)
        spent = round((perf_counter() - started) * 1000, 1)
        who = {"org": visit.org, "id": visit.caller.id} if visit else {}
        asked = {"method": request.method, "route": rule, "request": request.id}
        logger.info("shown", extra={**asked, **who, "status": given["statusCode"], "milliseconds": spent})
        return given

    def _visit(self, browser: Browser) -> Visit | None:
        """None for who is not signed in."""
        caller = self.house.keep_session.caller(browser.kept) if browser.kept else None
        if caller is None:
            return None
        return Visit(browser.request, self.house, caller, browser.form, browser.files, token_of(browser.kept))

    def _answer(self, browser: Browser, visit: Visit | None) -> tuple[Answer | Opened, str]:
        request = browser.request
        limit = MAX_FILE_BYTES if request.path == "/imports" else MAX_BODY_BYTES
        if request.size > limit:
            raise Problem("body_too_large", limit=limit // 1000)
        if request.method == "POST" and not browser.is_ours:
            raise Problem("not_our_form")
        if request.path in door.PATHS:
            return door.answer(self.house, browser), request.path
        if portal.is_at(request.path):
            return portal.answer(self.house, browser), portal.AT
        found = find(ROUTES, request.method, request.path)
        if found is None:
            raise Problem("no_such_page")
        if visit is None:
            return _turned_away(request), found[0].rule
        return _visited(visit, *found), found[0].rule

    def _given(self, browser: Browser, visit: Visit | None, answer: Answer | Opened) -> dict[str, Any]:
        match answer:
            case Opened(path, cookie):
                return redirect(_written(path), cookie)
            case See(path, said):
                mark = "&" if "?" in path else "?"
                return redirect(_written(f"{path}{mark}{urlencode({'said': said})}" if said else path))
            case Saved(name, content_type, text):
                of_file = {
                    "Content-Type": content_type,
                    "Content-Disposition": f'attachment; filename="{name}"',
                }
                return response(browser.request, 200, _headers(browser.request) | of_file, text)
            case Shown():
                body = self._page(browser, visit, answer)
                return response(browser.request, answer.status, _headers(browser.request), body)

    def _page(self, browser: Browser, visit: Visit | None, of: Shown) -> str:
        shown: dict[str, Any] = {
            "static": static.ADDRESS,
            "csrf": "",
            "once": self.house.new_id(),
            "frame": None,
        }
        language, zone = browser.request.language, "UTC"
        if visit is not None:
            language, zone = visit.language, visit.organization.zone
            shown |= _framed(visit)
        return page(of.template, of.language or language, zone, shown | dict(of.values))

    def _problem(self, browser: Browser, visit: Visit | None, error: Exception) -> dict[str, Any]:
        """A page that says what is wrong. What is no fault of the visitor's is logged, and told as such."""
        request = browser.request
        known = problem_of(error)
        if known is None:
            logger.error("failed", exc_info=error, extra={"request": request.id})
            known = Problem("internal")
        told = Shown("problem.html", {"problem": known.details(request.language, request.id)})
        try:
            body = self._page(browser, visit, told)
        except Exception as again:
            # Not even the frame can be shown: its organization cannot be read.
            logger.error("no frame", exc_info=again, extra={"request": request.id})
            body = self._page(browser, None, told)
        later = {name: value for name, value in known.headers.items() if name == "Retry-After"}
        return response(request, known.status, _headers(request) | later, body)


def _headers(request: Request) -> dict[str, str]:
    return _HEADERS | (portal.HEADERS if portal.is_at(request.path) else {})


def _turned_away(request: Request) -> See:
    """To the door, and from there back to where one wanted to go."""
    if request.method == "POST":
        raise Problem("session_over")
    wanted = request.path + (f"?{urlencode(request.query)}" if request.query else "")
    return See(f"/sign-in?{urlencode({'to': wanted})}" if wanted != "/" else "/sign-in")


def _visited(visit: Visit, route: Route, places: Mapping[str, str]) -> Answer:
    caller = visit.caller
    rates.admit(visit.house.rates, caller.org, caller.id, rates.CALLER, visit.now)
    if visit.request.method == "POST" and visit.given("token") != visit.token:
        raise Problem("not_our_form")
    if not visit.may(route.may):
        raise Problem("role_too_low", role=caller.role, least=LEAST[route.may])
    return once(visit, lambda: audited(visit, route, places, lambda: route.function(visit, **places)))


def _framed(visit: Visit) -> dict[str, Any]:
    """What stands around the page of who is signed in."""
    return {
        "csrf": visit.token,
        "may": visit.may,
        "today": visit.today,
        "ways": WAYS,
        "frame": {
            "organization": visit.organization.name,
            "me": visit.member.name,
            "sending": visit.organization.sending,
            "here": f"/{visit.request.path.split('/')[1]}",
            "said": _said(visit, visit.query.get("said", "")),
        },
    }


def _said(visit: Visit, code: str) -> str:
    """The sentence that an act left for the next page; an address may name one that does not exist."""
    try:
        return visit.say(f"said.{code}") if code else ""
    except (KeyError, TypeError):
        return ""


def _written(path: str) -> str:
    """As an address is written in a header."""
    return quote(path, safe="/?&=%~:+,.-_#")
