"""The customer's own page, for whoever holds its private link (E8): nobody signs in here.

The link's secret is taken out of the address at once and kept in a cookie.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from http import HTTPStatus
from typing import Final

from markupsafe import Markup

from relance.access.problems import Problem, problem_of
from relance.contracts.api.base import read_path_id
from relance.domain.errors import Conflict, Fault, NotFound, Refused
from relance.domain.money import Money
from relance.domain.organization import Member
from relance.domain.portal import FARTHEST_PROMISE
from relance.house import House
from relance.rendering.payment_code import epc_code
from relance.rendering.texts import LANGUAGES, text
from relance.usecases.customers.open_portal import PortalPage
from relance.usecases.organization.keep_session import token_of
from relance.web.answers import Opened, See, Shown
from relance.web.browser import Browser, portal_cookie

AT: Final = "/portal"
# What no page of ours may tell anybody: the address that somebody came from, and that there is such a page.
HEADERS: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
_PDF: Final = "/pdf"


def is_at(path: str) -> bool:
    return path == AT or path.startswith(f"{AT}/")


def answer(house: House, browser: Browser) -> Shown | See | Opened:
    """Raises Problem for a path that is none."""
    request, guest = browser.request, _Guest(house, browser)
    path = request.path.removeprefix(AT)
    try:
        match request.method, path:
            case "GET", "" if key := request.query.get("key"):
                house.open_portal.look(key)
                return Opened(AT, portal_cookie(key))
            case "GET", "":
                return guest.shown()
            case "GET", _ if path.startswith("/invoices/") and path.endswith(_PDF):
                return guest.pdf(path.removeprefix("/invoices/").removesuffix(_PDF))
            case "POST", "/promise":
                return guest.promise()
            case "POST", "/object":
                return guest.object_to()
    except NotFound:
        return Shown("portal_over.html", status=HTTPStatus.NOT_FOUND)
    raise Problem("no_such_page")


@dataclass(frozen=True)
class _Guest:
    """Whoever holds the link. Every act of theirs raises NotFound once the link opens nothing."""

    house: House
    browser: Browser

    @cached_property
    def page(self) -> PortalPage:
        return self.house.open_portal.look(self.browser.of_portal)

    @property
    def language(self) -> str:
        """Theirs, unless they choose another on the page."""
        asked = self.browser.given("lang") or self.browser.request.query.get("lang", "")
        return asked if asked in LANGUAGES else self.page.language

    def promise(self) -> Shown | See:
        given = self.browser.given
        try:
            self._check()
            promised_for = _day(given("promised_for"))
            invoices = tuple(_id(one) for one in self.browser.form.get("invoices", ()))
            self.house.open_portal.promise(self.browser.of_portal, promised_for, invoices, given("once"))
        except (Refused, Conflict, Problem) as error:
            return self.shown(error)
        return self._see("portal.promised")

    def object_to(self) -> Shown | See:
        given = self.browser.given
        try:
            self._check()
            self.house.open_portal.object_to(
                self.browser.of_portal, _id(given("invoice")), given("words").strip()
            )
        except (Refused, Conflict, Problem) as error:
            return self.shown(error)
        return self._see("portal.objected")

    def pdf(self, place: str) -> See:
        """Raises NotFound for what is not on their page, and for a PDF that runs something."""
        number = _id(place)
        found = next((one.invoice for one in self.page.invoices if one.invoice.number == number), None)
        if found is None or found.pdf is None or found.pdf.is_risky:
            raise Problem("no_such_page")
        return See(self.house.import_files.link(found.pdf.key, f"{found.shown}.pdf"))

    def shown(self, error: Exception | None = None) -> Shown:
        page, browser = self.page, self.browser
        problem = problem_of(error) if error else None
        owed = tuple(
            _owed(page, currency) for currency in sorted({o.outstanding.currency for o in page.invoices})
        )
        values = {
            "page": page,
            "company": page.organization.name,
            "customer": page.account.customer.name,
            "owed": owed,
            "answerable": [one for one in page.invoices if not one.invoice.disputed],
            "today": page.today,
            "farthest": page.today + FARTHEST_PROMISE,
            "bank": page.organization.bank_details,
            "reference": _reference(page),
            "code": _code(page, owed),
            "asks": _whom_to_ask(page),
            "csrf": token_of(browser.of_portal),
            "typed": {name: browser.given(name) for name in ("promised_for", "invoice", "words")},
            "ticked": browser.form.get("invoices", ()),
            "said": self._said(browser.request.query.get("said", "")),
            "problem": problem.details(self.language, browser.request.id) if problem else None,
            "languages": LANGUAGES,
        }
        return Shown("portal.html", values, problem.status if problem else 200, self.language)

    def _check(self) -> None:
        """Raises Problem for a form that is not of this page."""
        if self.browser.given("token") != token_of(self.browser.of_portal):
            raise Problem("not_our_form")

    def _see(self, said: str) -> See:
        return See(f"{AT}?lang={self.language}", said)

    def _said(self, code: str) -> str:
        known = {"portal.promised", "portal.objected"}
        return text(self.language, "pages", f"said.{code}") if code in known else ""


@dataclass(frozen=True, slots=True)
class _Owed:
    """In one currency. `rest` is what is left once money on account is counted; never below nothing."""

    rest: Money
    late: Money
    count: int
    count_late: int


def _owed(page: PortalPage, currency: str) -> _Owed:
    of = [one for one in page.invoices if one.outstanding.currency == currency]
    late = [one for one in of if one.is_overdue]
    balance = page.account.receivables.balances.get(currency, Money(0, currency))
    return _Owed(
        rest=max(balance, Money(0, currency), key=lambda sum_: sum_.minor),
        late=Money.total((one.outstanding for one in late), currency),
        count=len(of),
        count_late=len(late),
    )


def _reference(page: PortalPage) -> str:
    """What to quote: the invoice's number where there is one, else the customer's."""
    bank = page.organization.bank_details
    only = page.invoices[0].invoice.shown if len(page.invoices) == 1 else page.account.customer.id
    return bank.reference_for(only) if bank else only


def _code(page: PortalPage, owed: tuple[_Owed, ...]) -> Markup | None:
    """The code that a banking app reads, for all that is open in euros."""
    bank = page.organization.bank_details
    rest = next((one.rest for one in owed if one.rest.currency == "EUR"), None)
    if bank is None or rest is None:
        return None
    code = epc_code(holder=bank.holder, iban=bank.iban, bic=bank.bic, reference=_reference(page), due=rest)
    return Markup(code.svg_inline(scale=4, border=2)) if code else None  # noqa: S704  # drawn by us


def _whom_to_ask(page: PortalPage) -> Member | None:
    manager = page.account.customer.account_manager
    found = page.organization.members.get(manager) if manager else None
    return found if found and found.active else None


def _day(written: str) -> date:
    """Raises Refused."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refused(Fault("missing", "promised_for")) from None


def _id(place: str) -> str:
    """Raises Refused for what is no id."""
    try:
        return read_path_id(place)
    except ValueError:
        raise Refused(Fault("not_open_here", "invoice", {"id": place[:100]})) from None
