"""The door: signing in on a page of our own, and out again. Nobody is known here yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from relance.access.problems import Problem
from relance.access.signing_in import Answer, signed_in
from relance.contracts.api.sign_in import ChallengeAnswer, Credentials, SignedIn
from relance.domain.errors import Refused
from relance.house import House
from relance.usecases.ports.callers import Challenge, SignInRefused
from relance.web.answers import See, Shown
from relance.web.browser import Browser, kept_cookie, no_cookie

PATHS: Final = frozenset({"/sign-in", "/sign-in/answer", "/sign-out"})


@dataclass(frozen=True)
class Opened:
    """Go there, with that cookie."""

    path: str
    cookie: str


def answer(house: House, browser: Browser) -> Shown | See | Opened:
    match browser.request.method, browser.request.path:
        case "GET", "/sign-in":
            return _shown(browser.request.query.get("to", "/"))
        case "POST", "/sign-in":
            return _sign_in(house, browser)
        case "POST", "/sign-in/answer":
            return _answer(house, browser)
        case "POST", "/sign-out":
            house.keep_session.end(browser.kept)
            return Opened("/sign-in", no_cookie())
        case _:
            return See("/sign-in")


def _sign_in(house: House, browser: Browser) -> Shown | Opened:
    email, password = browser.given("email").strip(), browser.given("password")

    def begin() -> Answer:
        try:
            Credentials(email=email, password=password)
        except ValidationError:
            raise SignInRefused from None
        return house.sign_in.begin(email, password)

    return _tried(house, browser, email.lower(), begin, email=email)


def _answer(house: House, browser: Browser) -> Shown | See | Opened:
    given, session = browser.given("answer"), browser.given("session")
    asked = ChallengeAnswer.model_construct(session=session, answer=given).challenge()
    if asked is None:
        return See("/sign-in")
    return _tried(house, browser, asked.person, lambda: house.sign_in.answer(asked, given), asked)


def _tried(
    house: House,
    browser: Browser,
    who: str,
    do: Callable[[], Answer],
    asked: Challenge | None = None,
    email: str = "",
) -> Shown | Opened:
    to = browser.given("to")
    try:
        answer = signed_in(house, who, do, operation="sign_in", request=browser.request.id)
    except (Problem, Refused) as error:
        problem = error if isinstance(error, Problem) else Problem("invalid", *error.faults)
        details = problem.details(browser.request.language, browser.request.id)
        return _shown(to, status=problem.status, problem=details, asked=asked, email=email)
    if isinstance(answer, Challenge):
        return _shown(to, asked=answer)
    _, caller = answer
    house.keep_session.end(browser.kept)
    return Opened(_ours(to), kept_cookie(house.keep_session.begin(caller)))


def _shown(
    to: str, status: int = 200, problem: object = None, asked: Challenge | None = None, email: str = ""
) -> Shown:
    challenge = SignedIn.of(asked).challenge if asked else None
    values = {
        "to": _ours(to),
        "problem": problem,
        "asked": challenge.kind if challenge else "",
        "session": challenge.session if challenge else "",
        "email": email,
    }
    return Shown("sign_in.html", values, status)


def _ours(to: str) -> str:
    """A path of ours: never another site's address, nor the door again."""
    is_path = to.startswith("/") and not to.startswith(("//", "/\\", "/sign-")) and to.isprintable()
    return to if is_path and "\\" not in to else "/"
