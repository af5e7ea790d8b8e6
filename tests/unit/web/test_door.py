"""Who may come in, how a form is known for ours, and what a session is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from relance.domain.organization import Member, Role
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.store.memory_sign_ins import code_of
from relance.web import static
from relance.web.app import Web
from relance.web.browser import COOKIE
from tests.unit.api.client import Client
from tests.unit.web.browser import Browser, Reply


@pytest.fixture
def leo(world: MemoryWorld, acme: Client) -> Member:
    """A member who was invited, and has chosen a password."""
    world.house.manage_members.invite("acme", Member("leo", "Léo", "leo@acme.example", Role.VIEWER))
    world.house.people.signs_in("leo@acme.example")
    world.house.sign_ins.passwords["leo@acme.example"] = "a password of mine 1A"
    return world.house.organizations.get("acme").members["leo"]


@pytest.fixture
def nobody(house: House, acme: Client) -> Browser:
    return Browser(Web(house))


def come_in(browser: Browser, password: str = "a password of mine 1A", to: str = "/") -> Reply:  # noqa: S107
    return browser.send("POST", "/sign-in", {"email": "leo@acme.example", "password": password, "to": to})


def with_cookie(browser: Browser, reply: Reply) -> Browser:
    (cookie,) = reply.cookies
    name, _, rest = cookie.partition("=")
    assert name == COOKIE
    return replace(browser, kept=rest.partition(";")[0])


def test_who_is_not_signed_in_is_sent_to_the_door_and_from_there_back(nobody: Browser, leo: Member) -> None:
    turned_away = nobody.get("/customers?q=a%26b")
    assert turned_away.status in (303, 404)
    at_home = nobody.get("/")
    assert (at_home.status, at_home.headers["location"]) == (303, "/sign-in")
    inside = come_in(nobody, to="/?whose=all")
    assert (inside.status, inside.headers["location"]) == (303, "/?whose=all")
    assert with_cookie(nobody, inside).get("/?whose=all").status == 200


@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "/\\evil.example", "/sign-out", "x"]
)
def test_the_door_leads_nowhere_else(nobody: Browser, leo: Member, to: str) -> None:
    assert come_in(nobody, to=to).headers["location"] == "/"


def test_the_cookie_is_for_this_host_and_no_script(nobody: Browser, leo: Member) -> None:
    (cookie,) = come_in(nobody).cookies
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; ")[1:])
    assert "Domain" not in cookie


def test_a_wrong_password_is_told_beside_the_address_that_was_typed(nobody: Browser, leo: Member) -> None:
    reply = come_in(nobody, "another password 1A")
    assert (reply.status, reply.cookies) == (401, ())
    assert 'value="leo@acme.example"' in reply.html
    assert "another password" not in reply.html
    assert reply.page.title.startswith("Problem:")


@pytest.mark.parametrize(("email", "password"), [("", ""), ("leo", "x"), ("leo@acme.example", "")])
def test_what_is_no_address_or_no_password_is_refused_alike(
    nobody: Browser, leo: Member, email: str, password: str
) -> None:
    reply = nobody.send("POST", "/sign-in", {"email": email, "password": password})
    assert (reply.status, reply.cookies) == (401, ())


def test_guessing_is_slowed_down(nobody: Browser, leo: Member) -> None:
    tried = [come_in(nobody, f"wrong {n}").status for n in range(12)]
    assert tried == [401] * 10 + [429] * 2


def test_a_temporary_password_is_replaced(world: MemoryWorld, nobody: Browser) -> None:
    world.house.manage_members.invite("acme", Member("mia", "Mia", "mia@acme.example", Role.VIEWER))
    asked = nobody.send(
        "POST", "/sign-in", {"email": "mia@acme.example", "password": "temporary mia@acme.example", "to": "/"}
    )
    form = asked.page.form("/sign-in/answer").fields
    weak = nobody.send("POST", "/sign-in/answer", {**form, "answer": "short"})
    assert weak.status == 422
    again = weak.page.form("/sign-in/answer").fields
    chosen = nobody.send("POST", "/sign-in/answer", {**again, "answer": "long enough, 1 Aa"})
    assert with_cookie(nobody, chosen).get("/").status == 200


def test_the_code_of_an_app_is_asked(world: MemoryWorld, nobody: Browser, leo: Member) -> None:
    world.house.sign_ins.secrets[leo.subject] = "SECRET"
    form = come_in(nobody).page.form("/sign-in/answer").fields
    wrong = nobody.send("POST", "/sign-in/answer", {**form, "answer": "000000"})
    assert (wrong.status, wrong.cookies) == (422, ())
    right = nobody.send("POST", "/sign-in/answer", {**form, "answer": code_of("SECRET")})
    assert with_cookie(nobody, right).get("/").status == 200


def ask_for_a_code(browser: Browser, email: str = "leo@acme.example") -> Reply:
    return browser.send("POST", "/sign-in/forgotten", {"email": email})


def test_who_forgot_the_password_chooses_another_and_is_out_everywhere_else(
    world: MemoryWorld, nobody: Browser, leo: Member
) -> None:
    elsewhere = with_cookie(nobody, come_in(nobody))
    assert "/sign-in/forgotten" in nobody.get("/sign-in").page.links
    form = ask_for_a_code(nobody).page.form("/sign-in/renewed").fields
    code = world.house.sign_ins.mailed["leo@acme.example"]
    wrong = nobody.send("POST", "/sign-in/renewed", {**form, "code": "x", "password": "another one, 1 Aa"})
    assert (wrong.status, wrong.cookies) == (422, ())
    assert "not the code of the last e-mail" in wrong.text
    weak = nobody.send("POST", "/sign-in/renewed", {**form, "code": code, "password": "short"})
    assert weak.status == 422 and "too easy to guess" in weak.text
    assert elsewhere.get("/").status == 200

    renewed = {**form, "code": code, "password": "another one, 1 Aa"}
    inside = nobody.send("POST", "/sign-in/renewed", renewed)

    assert with_cookie(nobody, inside).get("/").status == 200
    assert elsewhere.get("/").goes_to == "/sign-in"
    assert come_in(nobody).status == 401
    assert come_in(nobody, "another one, 1 Aa").status == 303
    assert nobody.send("POST", "/sign-in/renewed", renewed).status == 422


def test_a_new_password_does_not_open_what_an_app_guards(
    world: MemoryWorld, nobody: Browser, leo: Member
) -> None:
    elsewhere = with_cookie(nobody, come_in(nobody))
    world.house.sign_ins.secrets[leo.subject] = "SECRET"
    form = ask_for_a_code(nobody).page.form("/sign-in/renewed").fields
    code = world.house.sign_ins.mailed["leo@acme.example"]
    asked = nobody.send("POST", "/sign-in/renewed", {**form, "code": code, "password": "another one, 1 Aa"})
    assert asked.cookies == ()
    last = asked.page.form("/sign-in/answer").fields
    wrong = nobody.send("POST", "/sign-in/answer", {**last, "answer": "000000"})
    last = wrong.page.form("/sign-in/answer").fields
    inside = nobody.send("POST", "/sign-in/answer", {**last, "answer": code_of("SECRET")})
    assert with_cookie(nobody, inside).get("/").status == 200
    assert elsewhere.get("/").goes_to == "/sign-in"


def test_nobody_learns_which_addresses_sign_in(nobody: Browser, leo: Member) -> None:
    known, unknown = ask_for_a_code(nobody), ask_for_a_code(nobody, "lea@acme.example")
    assert known.status == unknown.status == 200
    assert known.text == unknown.text.replace("lea@", "leo@")
    assert ask_for_a_code(nobody, "no address").status == 422


def test_few_codes_are_mailed_to_one_address(nobody: Browser, leo: Member) -> None:
    assert [ask_for_a_code(nobody).status for _ in range(4)] == [200, 200, 200, 429]
    assert ask_for_a_code(nobody, "LEO@acme.example").status == 429


@pytest.mark.parametrize("session", ["", "bm90IG91cnM=", "[" * 10_000])
def test_a_challenge_that_nobody_gave_leads_back_to_the_door(nobody: Browser, session: str) -> None:
    reply = nobody.send("POST", "/sign-in/answer", {"session": session, "answer": "123456"})
    assert reply.goes_to == "/sign-in"


def test_who_signs_in_is_noted(world: MemoryWorld, nobody: Browser, leo: Member) -> None:
    come_in(nobody)
    page = world.house.audit.page("acme", 10, None)
    assert [(line.operation, line.by, line.done) for line in page.lines] == [("sign_in", "leo", True)]


def test_signing_out_ends_the_session_and_not_the_cookie_alone(nobody: Browser, leo: Member) -> None:
    inside = with_cookie(nobody, come_in(nobody))
    out = inside.send("POST", "/sign-out", {})
    assert (out.goes_to, "Max-Age=0" in out.cookies[0]) == ("/sign-in", True)
    assert inside.get("/").goes_to == "/sign-in"


# --- a session ---


def test_a_session_ends_after_twelve_hours_without_use(world: MemoryWorld, ada: Browser) -> None:
    for _ in range(3):
        world.clock.forward(timedelta(hours=11))
        assert ada.get("/").status == 200
    world.clock.forward(timedelta(hours=12))
    assert ada.get("/").goes_to == "/sign-in"


def test_a_session_ends_after_thirty_days_however_much_it_is_used(world: MemoryWorld, ada: Browser) -> None:
    for _ in range(30 * 24 // 8 - 1):
        world.clock.forward(timedelta(hours=8))
        assert ada.get("/").status == 200
    world.clock.forward(timedelta(hours=8))
    assert ada.get("/").goes_to == "/sign-in"


def test_a_member_who_was_removed_is_out_at_once_and_a_role_counts_at_once(
    house: House, viewer: Browser
) -> None:
    assert viewer.get("/").status == 200
    known = house.organizations.get("acme")
    gone = replace(known.members["m-viewer"], active=False)
    house.organizations.save(replace(known, members={**known.members, gone.id: gone}))
    assert viewer.get("/").goes_to == "/sign-in"


def test_every_session_of_a_member_can_be_ended(house: House, ada: Browser, stranger: Browser) -> None:
    second = ada.back()
    assert ada.post("/me/sign-out", on="/me").goes_to == "/sign-in"
    assert [each.get("/").status for each in (ada, second, stranger)] == [303, 303, 200]


@pytest.mark.parametrize("kept", ["x", "a.b.c", "..", "é.é.é", "a" * 5_000, "a.YWNtZQ.YWRh"])
def test_what_was_never_given_is_nobody(nobody: Browser, kept: str) -> None:
    assert replace(nobody, kept=kept).get("/").goes_to == "/sign-in"


def test_a_session_is_of_the_organization_and_member_it_was_given_for(
    ada: Browser, stranger: Browser
) -> None:
    secret, _, where = ada.kept.partition(".")
    _, _, elsewhere = stranger.kept.partition(".")
    assert where != elsewhere
    assert replace(ada, kept=f"{secret}.{elsewhere}").get("/").goes_to == "/sign-in"


# --- forms ---


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "", "origin": "https://evil.example"},
        {"sec-fetch-site": "", "origin": "null"},
        {"sec-fetch-site": "", "origin": ""},
    ],
)
@pytest.mark.parametrize("path", ["/today/C-1/T-1/done", "/sign-in", "/sign-out"])
def test_a_form_of_another_site_is_refused(ada: Browser, path: str, headers: dict[str, str]) -> None:
    reply = ada.send("POST", path, {"email": "leo@acme.example", "password": "x"}, headers)
    assert (reply.status, reply.cookies) == (403, ())
    assert "did not come from our page" in reply.text


def test_an_old_browser_is_believed_by_its_origin(ada: Browser) -> None:
    ours = {"sec-fetch-site": "", "origin": "https://relance.example.com"}
    assert ada.send("POST", "/sign-out", {}, ours).status == 303


@pytest.mark.parametrize("token", ["", "of another session"])
def test_a_form_without_the_token_of_the_session_is_refused(ada: Browser, token: str) -> None:
    assert ada.send("POST", "/today/C-1/T-1/done", {"token": token}).status == 403


def test_a_session_that_ended_in_the_middle_of_a_form_says_that_the_text_is_kept(
    world: MemoryWorld, ada: Browser
) -> None:
    world.clock.forward(timedelta(days=1))
    reply = ada.send("POST", "/today/C-1/T-1/done", {"token": "x"})
    assert (reply.status, "what you typed is still there" in reply.text) == (401, True)


def test_a_form_that_is_too_large_is_refused_by_its_size(ada: Browser) -> None:
    assert ada.send("POST", "/today/C-1/T-1/done", {"text": "x" * 1_000_001}).status == 413


def test_a_form_with_very_many_fields_is_refused(ada: Browser) -> None:
    many = {f"f{n}": "1" for n in range(6_000)}
    assert ada.send("POST", "/today/C-1/T-1/done", many).status == 403


# --- what every page says ---


def test_no_page_lets_anything_from_elsewhere_in(nobody: Browser, ada: Browser) -> None:
    for reply in (nobody.get("/sign-in"), ada.get("/"), ada.get("/nowhere")):
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_address_that_does_not_exist_is_said_so_in_the_frame(ada: Browser, language: str) -> None:
    reply = ada.in_(language).get("/nowhere")
    assert reply.status == 404
    assert "/inbox" in reply.page.links


def test_a_fault_of_ours_is_told_with_its_number_and_without_its_words(
    ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def of_state(self, *_: object) -> None:
            raise RuntimeError("the secret inside")

    monkeypatch.setattr(ada.web.house, "tasks", Broken())
    reply = ada.get("/")
    assert (reply.status, "request-1" in reply.text, "secret" in reply.html) == (500, True, False)


@pytest.mark.parametrize("said", ["nothing.known", "{}", "today.done.x", "today", "<b>"])
def test_an_address_cannot_make_a_page_say_what_it_never_says(ada: Browser, said: str) -> None:
    reply = ada.send("GET", f"/?said={said}")
    assert (reply.status, "<b>" in reply.html) == (200, False)


# --- what pages are dressed in ---


def test_what_pages_are_dressed_in_is_kept_for_good_under_its_version(nobody: Browser) -> None:
    reply = nobody.get(f"{static.ADDRESS}/app.css")
    assert (reply.status, reply.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in reply.headers["cache-control"]
    old = nobody.get("/static/0123456789ab/app.css")
    assert (old.status, old.headers["cache-control"]) == (200, "no-store")


@pytest.mark.parametrize("name", ["nothing.css", "..%2Fapp.py", "FONT-LICENSE.txt", ""])
def test_nothing_else_is_served(nobody: Browser, name: str) -> None:
    assert nobody.get(f"{static.ADDRESS}/{name}").status == 404


def test_the_first_visit_is_light(nobody: Browser) -> None:
    """In bytes as they travel: the page, and all that it names."""
    dress = ("app.css", "app.js", "icons.svg", "mark.svg", "relance.woff2")
    packed = {"accept-encoding": "gzip"}
    addresses = ("/sign-in", *(f"{static.ADDRESS}/{name}" for name in dress))
    replies = [nobody.send("GET", address, headers=packed) for address in addresses]
    assert {reply.status for reply in replies} == {200}
    total = sum(reply.size for reply in replies)
    assert total < 55_000
