"""The pages on the laptop: through its front, the gateway and the function, with a sign-in that is ready."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
import urllib3

from local.back_office import BackOffice
from local.laptop import Laptop
from local.sign_in import ready
from tests.integration.company import Company
from tests.patience import PATIENCE
from tests.unit.web.reading import Page

OURS = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def http() -> urllib3.PoolManager:
    return urllib3.PoolManager(retries=False, timeout=PATIENCE)


def test_a_member_signs_in_and_sees_what_there_is(
    laptop: Laptop, company: Callable[[str], Company], http: urllib3.PoolManager
) -> None:
    pages, zoe = company("pages"), "zoe"
    pages.imports("invoices.csv", pages.invoices("C1", "C2"))
    url = laptop.ports.front_url
    nobody = http.request("GET", f"{url}/customers", redirect=False)
    assert (nobody.status, nobody.headers["location"]) == (303, "/sign-in?to=%2Fcustomers")

    sign_in = ready(laptop, BackOffice.of(laptop), "pages", zoe)
    assert ready(laptop, BackOffice.of(laptop), "pages", zoe) == sign_in
    form = urlencode({"email": sign_in.email, "password": sign_in.password, "to": "/customers"})
    inside = http.request("POST", f"{url}/sign-in", body=form, headers=OURS, redirect=False)
    assert (inside.status, inside.headers["location"]) == (303, "/customers")
    cookie = inside.headers["set-cookie"].partition(";")[0]

    shown = http.request("GET", f"{url}/customers", headers={"Cookie": cookie}).data.decode()
    assert "Company C1" in shown
    assert "Company C2" in shown
    today = http.request("GET", f"{url}/", headers={"Cookie": cookie})
    assert (today.status, "Today" in today.data.decode()) == (200, True)

    (style,) = (part for part in shown.split('"') if part.endswith("/app.css"))
    dressed = http.request("GET", f"{url}{style}")
    assert (dressed.status, dressed.headers["content-type"]) == (200, "text/css; charset=utf-8")

    page = Page(http.request("GET", f"{url}/customers/C1", headers={"Cookie": cookie}).data.decode())
    note = page.form("/customers/C1/notes").fields | {"text": ["Pays by cheque"]}
    for _ in range(2):
        sent = http.request(
            "POST",
            f"{url}/customers/C1/notes",
            body=urlencode(note, doseq=True),
            headers={**OURS, "Cookie": cookie},
            redirect=False,
        )
        assert sent.status == 303
    noted = http.request("GET", f"{url}/customers/C1", headers={"Cookie": cookie}).data.decode()
    assert noted.count("<p>Pays by cheque</p>") == 1

    forged = {**OURS, "Cookie": cookie, "Sec-Fetch-Site": "cross-site"}
    assert http.request("POST", f"{url}/sign-out", headers=forged, redirect=False).status == 403
    left = http.request("POST", f"{url}/sign-out", headers={**OURS, "Cookie": cookie}, redirect=False)
    assert left.headers["location"] == "/sign-in"
    again = http.request("GET", f"{url}/customers", headers={"Cookie": cookie}, redirect=False)
    assert again.status == 303
