"""What a browser finds on every page: nothing to mend, nothing refused by the policy, no sideways scroll."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import come_in
from tests.browser.site import Site

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture(params=["en light 1280", "fr dark 1280", "en dark 390", "fr light 390"])
def looked_at(request: pytest.FixtureRequest, chromium: Any, read_only: Site) -> Iterator[Any]:
    language, scheme, width = request.param.split()
    size = {"width": int(width), "height": 900}
    page = come_in(chromium, read_only, locale=language, color_scheme=scheme, viewport=size)
    yield page
    page.context.close()


def test_nothing_to_mend_and_nothing_refused(looked_at: Any, read_only: Site) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    said: list[str] = []
    looked_at.on("console", lambda message: said.append(message.text))
    looked_at.on("pageerror", lambda error: said.append(str(error)))
    found = []
    for path in read_only.paths:
        looked_at.goto(path)
        told = axe.run(looked_at, options={"runOnly": {"type": "tag", "values": list(RULES)}}).response
        for one in told["violations"]:
            targets = [node["target"] for node in one["nodes"][:2]]
            found.append((path, one["id"], targets))
    assert found == []
    assert said == []


def test_no_page_scrolls_sideways_on_the_smallest_screen(chromium: Any, read_only: Site) -> None:
    page = come_in(chromium, read_only, viewport={"width": 320, "height": 640})
    wide = []
    for path in read_only.paths:
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide.append((path, width))
    page.context.close()
    assert wide == []


def test_a_page_is_light(chromium: Any, read_only: Site) -> None:
    """Under 60 kB at the first visit, under 10 kB afterwards, packed."""
    page, sizes = come_in(chromium, read_only), {}
    for path in read_only.paths:
        body = page.request.get(path).body()
        sizes[path] = len(gzip.compress(body))
    page.context.close()
    assert {path: size for path, size in sizes.items() if size > 10_000} == {}
