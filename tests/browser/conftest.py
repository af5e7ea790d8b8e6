"""A real browser in front of the pages: Debian's Chromium, driven by Playwright. Without them, skipped.

.uv/bin/uv sync --group browser && apt-get install chromium
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.site import EMAIL, PASSWORD, Site, served

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
HOW = ".uv/bin/uv sync --group browser && apt-get install chromium"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason=f"no Playwright: {HOW}")
    if CHROMIUM is None:
        pytest.skip(f"no Chromium on PATH: {HOW}")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as running:
        yield running


@pytest.fixture(scope="session")
def read_only() -> Iterator[Site]:
    """One for all who only look."""
    with served() as running:
        yield running


def come_in(chromium: Any, site: Site, **settings: Any) -> Any:
    """A page of a browser in which Léa has signed in at the door."""
    page = chromium.new_context(base_url=site.address, **settings).new_page()
    page.set_default_timeout(10_000)
    page.goto("/sign-in")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{site.address}/")
    return page
