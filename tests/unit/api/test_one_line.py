"""What stands on a line of a mail is one line, and an address is one that mail can be sent to.

Else what was accepted here would keep every reminder from leaving.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from relance.contracts.api.base import Email, Name
from relance.domain.mail_address import Address
from relance.rendering.outgoing import OutgoingEmail
from tests.unit.api.client import Client

BROKEN = ["Ada\nBcc: evil@x.example", "Ada\tX", "Ada\x7f", "Ada\x85X", "Ada\u2028X", "Ada\u2029X"]
ADDRESSES = [
    "a..b@x.example",
    ".a@x.example",
    "a.@x.example",
    "é@x.example",
    "a@-x.example",
    "a@x..example",
    "a@x_y.example",
    "a@☃.example",
    f"{'a' * 65}@x.example",
]


@pytest.mark.parametrize("name", BROKEN)
def test_a_name_is_one_line(acme: Client, name: str) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    replies = (
        acme.edit("/organization", {"name": name}),
        acme.edit("/members/me", {"name": name}),
        acme.edit("/members/me", {"phone": name}),
        acme.post("/customers", {"id": "C-2", "name": name}),
        acme.post("/customers/C-1/contacts", {"name": name}),
    )
    assert {(reply.status, *reply.faults.values()) for reply in replies} == {(422, "not_one_line")}


def test_a_number_and_a_files_name_are_one_line(acme: Client) -> None:
    total = {"minor": 1, "currency": "EUR"}
    invoice = {"customer": "C-1", "number": "F\n1", "issue_date": "2026-10-01", "total": total}
    assert acme.post("/invoices", invoice).faults == {"number": "not_one_line"}
    assert acme.post("/imports", {"file": "a\nb.csv"}).faults == {"file": "not_one_line"}


def test_a_long_text_may_have_lines(acme: Client) -> None:
    assert acme.edit("/members/me", {"signature": "Ada\nAcme"}).json["signature"] == "Ada\nAcme"


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_cannot_be_mailed_is_refused(acme: Client, address: str) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    step = {"kind": "email", "offset_days": 1, "cc": [address]}
    assert acme.post("/customers/C-1/contacts", {"email": address}).faults == {"email": "wrong_form"}
    assert acme.post("/members", {"name": "A", "email": address}).faults == {"email": "wrong_form"}
    assert acme.post("/plans", {"name": "P", "steps": [step]}).faults == {"steps[0].cc[0]": "wrong_form"}


@pytest.mark.parametrize("address", ["zoe@münchen.example", "o'hara+x@acme.co.uk", "z@xn--p1ai.example"])
def test_an_address_that_can_be_mailed_is_accepted(acme: Client, address: str) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    assert acme.post("/customers/C-1/contacts", {"email": address}).json["email"] == address


LOCAL = st.text("ab.é'+\"@ \n", max_size=6)
DOMAIN = st.text("ab.-é☃ß_@", max_size=12)


def accepted(kind: Any, text: str) -> str | None:
    try:
        read: str = TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return None
    return read


@given(LOCAL, DOMAIN, st.text(max_size=10))
def test_what_is_accepted_can_be_written_on_the_wire(local: str, domain: str, name: str) -> None:
    address, shown = accepted(Email, f"{local}@{domain}.example"), accepted(Name, name)
    if address:
        to = Address(address, name=shown or "")
        mail = OutgoingEmail(Address("a@b.example"), (to,), shown or "", "text", "html", "en")
        assert list(mail.faults()) == []
