"""The door: signing in on a page of our own, and out again. Nobody is known here yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pydantic import ValidationError

from relance.access import rates
from relance.access.problems import Problem
from relance.access.signing_in import Answer, refusals, signed_in
from relance.contracts.api.problem import ProblemDetails
from relance.contracts.api.sign_in import ChallengeAnswer, Credentials, Forgotten, Renewal, SignedIn
from relance.domain.errors import Refused
from relance.domain.ids import derived
from relance.house import House
from relance.usecases.ports.callers import Challenge, SignInRefused
from relance.web.answers import Opened, See, Shown
from relance.web.browser import Browser, kept_cookie, no_cookie
from relance.web.forms import read

PATHS: Final = frozenset(
    {"/sign-in", "/sign-in/answer", "/sign-in/forgotten", "/sign-in/renewed", "/sign-out"}
)


def answer(house: House, browser: Browser) -> Shown | See | Opened:
    match browser.request.method, browser.request.path:
        case "GET", "/sign-in":
            return _shown(browser)
        case "POST", "/sign-in":
            return _sign_in(house, browser)
        case "POST", "/sign-in/answer":
            return _answer(house, browser)
        case "GET", "/sign-in/forgotten":
            return Shown("forgotten.html", {"email": "", "problem": None})
        case "POST", "/sign-in/forgotten":
            return _send_code(house, browser)
        case "POST", "/sign-in/renewed":
            return _renew(house, browser)
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


def _send_code(house: House, browser: Browser) -> Shown:
    """The same answer for every address: whose signs in is nobody's to find out."""
    email = browser.given("email").strip()
    try:
        read(Forgotten, {"email": email}, keep_empty=True)
        with refusals():
            rates.admit(house.rates, "", derived("code", email.lower()), rates.ADDRESS, house.clock.now())
            house.sign_in.send_code(email)
    except (Problem, Refused) as error:
        status, details = _problem(browser, error)
        return Shown("forgotten.html", {"email": email, "problem": details}, status)
    return Shown("renew.html", {"email": email, "problem": None})


def _renew(house: House, browser: Browser) -> Shown | Opened:
    """Whoever was signed in with the old password is not any more, in whichever browser."""
    typed = {name: browser.given(name).strip() for name in ("email", "code")}
    email = typed["email"]

    def renew() -> Answer:
        said = read(Renewal, {**typed, "password": browser.given("password")}, keep_empty=True)
        return house.sign_in.renew(said.email, said.code, said.password)

    try:
        answer = signed_in(house, email.lower(), renew, operation="sign_in", request=browser.request.id)
    except (Problem, Refused) as error:
        status, details = _problem(browser, error)
        return Shown("renew.html", {"email": email, "problem": details}, status)
    return _entered(house, browser, answer, everywhere=True)


def _tried(
    house: House,
    browser: Browser,
    who: str,
    do: Callable[[], Answer],
    asked: Challenge | None = None,
    email: str = "",
) -> Shown | Opened:
    everywhere = bool(browser.given("everywhere"))
    try:
        answer = signed_in(house, who, do, operation="sign_in", request=browser.request.id)
    except (Problem, Refused) as error:
        status, details = _problem(browser, error)
        return _shown(browser, status, details, asked, email, everywhere=everywhere)
    return _entered(house, browser, answer, everywhere=everywhere)


def _entered(house: House, browser: Browser, answer: Answer, *, everywhere: bool) -> Shown | Opened:
    """Inside, or what is still asked. `everywhere`: the other browsers of the same person are signed out."""
    if isinstance(answer, Challenge):
        return _shown(browser, asked=answer, everywhere=everywhere)
    _, caller = answer
    if everywhere:
        house.keep_session.end_all(caller.org, caller.id)
    house.keep_session.end(browser.kept)
    return Opened(_ours(browser.given("to")), kept_cookie(house.keep_session.begin(caller)))


def _problem(browser: Browser, error: Problem | Refused) -> tuple[int, ProblemDetails]:
    problem = error if isinstance(error, Problem) else Problem("invalid", *error.faults)
    return problem.status, problem.details(browser.request.language, browser.request.id)


def _shown(
    browser: Browser,
    status: int = 200,
    problem: object = None,
    asked: Challenge | None = None,
    email: str = "",
    *,
    everywhere: bool = False,
) -> Shown:
    challenge = SignedIn.of(asked).challenge if asked else None
    values = {
        "to": _ours(browser.given("to") or browser.request.query.get("to", "/")),
        "everywhere": everywhere,
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
