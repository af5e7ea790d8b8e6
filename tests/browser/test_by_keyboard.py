"""What one does all day, in a browser: by keys, without the mouse; and without any script at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import come_in
from tests.browser.site import Site


def states(site: Site) -> list[str]:
    return [site.acme.get(f"/inbox/{mail}").json["state"] for mail in site.mails]


def test_a_reply_is_answered_with_two_keys_and_the_text(chromium: Any, site: Site) -> None:
    page = come_in(chromium, site)
    page.goto(f"/inbox/{site.mails[0]}")
    page.keyboard.press("r")
    page.keyboard.type("Merci, c'est noté.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"{site.address}/inbox/{site.mails[1]}*")
    assert "Answered" in page.inner_text("[role=status]")
    assert states(site) == ["answered", "pending"]
    assert site.world.mailer.sent[-1][1].recipients == ("zoe@client.example",)
    page.context.close()


def test_one_goes_to_the_inbox_and_opens_its_second_row_by_keys(chromium: Any, site: Site) -> None:
    page = come_in(chromium, site)
    for key in ("g", "i"):
        page.keyboard.press(key)
    page.wait_for_url(f"{site.address}/inbox")
    for key in ("j", "j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"{site.address}/inbox/2*")
    page.context.close()


def test_keys_do_nothing_while_one_types(chromium: Any, site: Site) -> None:
    page = come_in(chromium, site)
    page.goto(f"/inbox/{site.mails[0]}")
    page.focus("#text")
    page.keyboard.type("i p r g t")
    assert page.input_value("#text") == "i p r g t"
    assert page.is_checked("#reply")
    page.context.close()


@pytest.mark.parametrize(
    ("exit_", "state"), [("reply", "answered"), ("ignore", "ignored"), ("pause", "paused")]
)
def test_the_exits_need_no_script(chromium: Any, site: Site, exit_: str, state: str) -> None:
    page = come_in(chromium, site, java_script_enabled=False)
    page.goto(f"/inbox/{site.mails[0]}")
    page.check(f"#{exit_}", force=True)
    if exit_ == "reply":
        page.fill("#text", "Merci.")
    page.click(f"#p-{exit_} button")
    page.wait_for_url(f"{site.address}/inbox/{site.mails[1]}*")
    assert states(site) == [state, "pending"]
    page.context.close()


def test_send_pressed_twice_sends_once_and_back_sends_nothing(chromium: Any, site: Site) -> None:
    page = come_in(chromium, site)
    page.goto(f"/inbox/{site.mails[0]}")
    page.fill("#text", "Merci.")
    page.dblclick("#p-reply button")
    page.wait_for_url(f"{site.address}/inbox/{site.mails[1]}*")
    page.go_back()
    assert (
        len(
            [
                sent
                for sent in site.world.mailer.sent
                if sent[0].customer == "C-1" and b"Merci" in sent[1].mime
            ]
        )
        == 1
    )
    assert states(site) == ["answered", "pending"]
    page.context.close()
