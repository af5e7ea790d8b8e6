"""Finding by a few letters, figures, habits, and what a list of to-dos shows of customers."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from relance.rendering.ageing_csv import safe
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import call, owes, pays, published


@pytest.fixture
def owing(acme: Client) -> Client:
    """C-1 owes 100.00 since 27 October and 50.00 since August; it is 2 November 2026."""
    owes(acme, "FA-2026-001", "2026-10-27")
    owes(acme, "FA-2026-002", "2026-08-15", amount=50_00)
    return acme


def test_customers_come_before_numbers_which_come_with_the_name(owing: Client) -> None:
    def found(q: str) -> list[tuple[str, str, str]]:
        items = owing.get("/find", q=q).json["items"]
        return [(one["kind"], one["id"], one["name"]) for one in items]

    assert found("CUST") == [("customer", "C-1", "Customer C-1")]
    assert found("c 1") == [("customer", "C-1", "Customer C-1")]
    assert found("2026-001") == [("invoice", "FA-2026-001", "Customer C-1")]
    assert [id for _, id, _ in found("fa")] == ["FA-2026-001", "FA-2026-002"]
    assert found("nobody") == []
    assert found("--") == []


def test_what_is_typed_is_short_and_the_answer_says_whether_it_is_whole(owing: Client) -> None:
    assert owing.get("/find").status == 422
    assert owing.get("/find", q="").status == 422
    assert owing.get("/find", q="x" * 101).status == 422
    owing.get("/find", q="c")
    assert owing.get("/find", q="c").json["is_whole"] is True


def test_figures_are_by_currency_and_in_the_bands_of_the_organization(owing: Client) -> None:
    pays(owing, "FA-2026-001", amount=40_00)

    (euros,) = owing.get("/figures").json["currencies"]
    assert (euros["outstanding"]["minor"], euros["late"]["minor"]) == (110_00, 110_00)
    assert (euros["collected"]["minor"], euros["days_late"]) == (40_00, 6)
    bands = [(band["first_day"], band["last_day"], band["amount"]["minor"]) for band in euros["ageing"]]
    assert bands == [(None, 0, 0), (1, 30, 60_00), (31, 60, 0), (61, 90, 50_00), (91, None, 0)]

    assert owing.edit("/organization", {"ageing_bands": [100]}).status == 200
    (euros,) = owing.get("/figures").json["currencies"]
    assert [band["amount"]["minor"] for band in euros["ageing"]] == [0, 110_00, 0]


def test_bands_ascend(acme: Client) -> None:
    for wrong in ([60, 30], [30, 30], [], [0]):
        reply = acme.edit("/organization", {"ageing_bands": wrong})
        assert reply.status == 422, wrong
    assert "30, 60, 90" in acme.edit("/organization", {"ageing_bands": [60, 30]}).json["errors"][0]["hint"]


def test_figures_of_one_managers_customers(owing: Client) -> None:
    owes(owing, "F-2", "2026-10-27", customer="C-2")
    owing.edit("/customers/C-2", {"account_manager": "ada"})

    def outstanding(manager: str) -> list[int]:
        return [
            of["outstanding"]["minor"] for of in owing.get("/figures", manager=manager).json["currencies"]
        ]

    assert outstanding("ada") == outstanding("me") == [100_00]
    assert outstanding("nobody") == [150_00]
    assert outstanding("bob") == []


def test_habits_of_a_customer(owing: Client) -> None:
    pays(owing, "FA-2026-002", amount=50_00)

    (euros,) = owing.get("/customers/C-1/habits").json["currencies"]
    assert (euros["days_late"], euros["outstanding"]["minor"]) == (79, 100_00)
    assert owing.get("/customers/C-9/habits").status == 404


def test_a_file_for_spreadsheets_holds_no_formula(owing: Client) -> None:
    owes(owing, "F-2", "2026-12-01", customer="C-2")
    owing.edit("/customers/C-2", {"name": '=HYPERLINK("http://evil.example")'})

    reply = owing.get("/figures/customers.csv")

    head, one, two = csv.reader(StringIO(reply.text.removeprefix("\ufeff")))
    assert len(head) == len(one) == len(two)
    assert one[:6] == ["C-1", "Customer C-1", "", "EUR", "150.00", "150.00"]
    assert two[1] == '\'=HYPERLINK("http://evil.example")'


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n=1", "＝1", "\u00a0-1"])
def test_cells_that_a_spreadsheet_would_work_out(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe(f"a{cell}") == f"a{cell}"


def test_to_dos_are_listed_with_their_customers_and_counted(acme: Client, world: MemoryWorld) -> None:
    published(acme, call(6))
    for number in range(3):
        owes(acme, f"F-{number}", "2026-10-27", customer=f"C-{number}")
    world.tick()

    rows = acme.get("/tasks").json["items"]
    assert [row["customer_name"] for row in rows] == [f"Customer {row['customer']}" for row in rows]
    assert all(row["overdue"] == [{"minor": 100_00, "currency": "EUR"}] for row in rows)
    assert {row["days_late"] for row in rows} == {6}
    assert acme.get("/tasks/counts").json == {"kinds": {"call": 3}, "total": 3, "is_whole": True}
    assert acme.get("/tasks/counts", owner="me").json["total"] == 0
    assert acme.get("/tasks/counts", state="done").json["total"] == 0
