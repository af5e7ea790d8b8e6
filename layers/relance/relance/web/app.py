"""The pages: what happens to every request, in order, before and after the one function that answers it."""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final
from urllib.parse import quote, urlencode

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.access import rates
from relance.access.permissions import LEAST, may
from relance.access.problems import Problem, problem_of
from relance.access.request import Request
from relance.house import House
from relance.rendering.texts import language_of
from relance.usecases.organization.authorize import Caller
from relance.usecases.organization.keep_session import token_of
from relance.web import door, static
from relance.web.answers import Answer, See, Shown
from relance.web.auditing import audited
from relance.web.browser import Browser
from relance.web.once import once
from relance.web.pages import PAGES
from relance.web.render import page
from relance.web.routing import Route, find
from relance.web.visit import Visit

MAX_BODY_BYTES: Final = 1_000_000
_WORTH_COMPRESSING: Final = 1_000
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
    ("/imports", "m"),
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
        caller: Caller | None = None
        rule = ""
        try:
            caller = self.house.keep_session.caller(browser.kept) if browser.kept else None
            answer, rule = self._answer(browser, caller)
            response = self._shown(browser, caller, answer)
        except Exception as error:
            response = self._problem(browser, caller, error)
        spent = round((perf_counter() - started) * 1000, 1)
        who = {"org": caller.org, "id": caller.id} if caller else {}
        asked = {"method": request.method, "route": rule, "request": request.id}
        logger.info("shown", extra={**asked, **who, "status": response["statusCode"], "milliseconds": spent})
        return response

    def _answer(self, browser: Browser, caller: Caller | None) -> tuple[Answer | door.Opened, str]:
        request = browser.request
        if request.size > MAX_BODY_BYTES:
            raise Problem("body_too_large", limit=MAX_BODY_BYTES // 1000)
        if request.method == "POST" and not browser.is_ours:
            raise Problem("not_our_form")
        if request.path in door.PATHS:
            return door.answer(self.house, browser), request.path
        found = find(ROUTES, request.method, request.path)
        if found is None:
            raise Problem("no_such_page")
        if caller is None:
            return self._turned_away(browser), found[0].rule
        return self._visited(browser, caller, *found), found[0].rule

    def _turned_away(self, browser: Browser) -> See:
        """To the door, and from there back to where one wanted to go."""
        request = browser.request
        if request.method == "POST":
            raise Problem("session_over")
        wanted = request.path + (f"?{urlencode(request.query)}" if request.query else "")
        return See(f"/sign-in?{urlencode({'to': wanted})}" if wanted != "/" else "/sign-in")

    def _visited(self, browser: Browser, caller: Caller, route: Route, places: Mapping[str, str]) -> Answer:
        rates.admit(self.house.rates, caller.org, caller.id, rates.CALLER, self.house.clock.now())
        if browser.request.method == "POST" and browser.given("token") != token_of(browser.kept):
            raise Problem("not_our_form")
        if not may(caller.role, route.may):
            raise Problem("role_too_low", role=caller.role, least=LEAST[route.may])
        visit = self._visit(browser, caller, route.name)
        return once(
            visit,
            lambda: audited(
                visit, route, places, browser.request.id, lambda: route.function(visit, **places)
            ),
        )

    def _visit(self, browser: Browser, caller: Caller, name: str) -> Visit:
        request = browser.request
        language = request.asked_language or language_of(self.house.organizations.get(caller.org).language)
        token = token_of(browser.kept)
        return Visit(self.house, caller, name, request.path, language, request.query, browser.form, token)

    def _shown(self, browser: Browser, caller: Caller | None, answer: Answer | door.Opened) -> dict[str, Any]:
        match answer:
            case door.Opened(path, cookie):
                return _redirect(path, cookie)
            case See(path, said):
                mark = "&" if "?" in path else "?"
                return _redirect(f"{path}{mark}{urlencode({'said': said})}" if said else path)
            case Shown(template, values, status):
                return _response(browser, status, self._page(browser, caller, template, values))

    def _page(
        self, browser: Browser, caller: Caller | None, template: str, values: Mapping[str, object]
    ) -> str:
        shown: dict[str, Any] = {
            "static": static.ADDRESS,
            "csrf": "",
            "once": self.house.new_id(),
            "frame": None,
        }
        language, zone = browser.request.language, "UTC"
        if caller is not None:
            visit = self._visit(browser, caller, template)
            language, zone = visit.language, visit.organization.zone
            shown |= {
                "csrf": visit.token,
                "may": visit.may,
                "today": visit.today,
                "ways": WAYS,
                "frame": {
                    "organization": visit.organization.name,
                    "me": visit.member.name,
                    "sending": visit.organization.sending,
                    "here": f"/{browser.request.path.split('/')[1]}",
                    "said": _said(visit, browser.request.query.get("said", "")),
                },
            }
        return page(template, language, zone, shown | dict(values))

    def _problem(self, browser: Browser, caller: Caller | None, error: Exception) -> dict[str, Any]:
        """A page that says what is wrong. What is no fault of the visitor's is logged, and told as such."""
        known = problem_of(error)
        if known is None:
            logger.error("failed", exc_info=error, extra={"request": browser.request.id})
            known = Problem("internal")
        language = browser.request.language
        details = known.details(language, browser.request.id)
        values = {"problem": details}
        try:
            body = self._page(browser, caller, "problem.html", values)
        except Exception as again:
            # Not even the frame can be shown: its organization cannot be read.
            logger.error("no frame", exc_info=again, extra={"request": browser.request.id})
            body = self._page(browser, None, "problem.html", values)
        return _response(browser, known.status, body, known.headers)


def _said(visit: Visit, code: str) -> str:
    """The sentence that an act left for the next page; an address may name one that does not exist."""
    try:
        return visit.say(f"said.{code}") if code else ""
    except (KeyError, TypeError):
        return ""


def _redirect(path: str, cookie: str = "") -> dict[str, Any]:
    headers = {"Location": quote(path, safe="/?&=%~:+,.-_#"), "Cache-Control": "no-store"}
    response: dict[str, Any] = {"statusCode": 303, "headers": headers, "body": "", "isBase64Encoded": False}
    return response | {"cookies": [cookie]} if cookie else response


def _response(
    browser: Browser, status: int, body: str, more: Mapping[str, str] | None = None
) -> dict[str, Any]:
    headers = {**_HEADERS, **{name: value for name, value in (more or {}).items() if name == "Retry-After"}}
    if browser.request.accepts_gzip and len(body) > _WORTH_COMPRESSING:
        packed = b64encode(gzip.compress(body.encode(), compresslevel=5, mtime=0)).decode()
        headers["Content-Encoding"] = "gzip"
        return {"statusCode": status, "headers": headers, "body": packed, "isBase64Encoded": True}
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}
