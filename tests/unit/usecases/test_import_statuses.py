"""Statuses of e-invoices: what each changes, in whatever order and however often they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from relance.domain.imports import StatusRow
from relance.domain.lifecycle import LifecycleStatus, StatusCode
from relance.domain.task import TaskKind, TaskState
from tests.unit.readers.test_statuses import cdar, reference, status
from tests.unit.usecases.importing import ORG, Importing, codes, invoice_row, payment_row
from tests.unit.usecases.test_import_einvoices import dropped


def told(code: int, day: int = 1, *, said: str = "", number: str = "F-1", month: int = 11) -> StatusRow:
    """`day` of November 2026; today is the 2nd."""
    at = datetime(2026, month, day, 9, tzinfo=UTC)
    return StatusRow(day + 1, number, LifecycleStatus(StatusCode(code), at, (), said or f"status {code}"))


def with_invoice() -> Importing:
    acme = Importing()
    acme.rows(invoice_row())
    return acme


def claims(acme: Importing) -> list[tuple[str, str]]:
    tasks = acme.account().tasks.values()
    return [(task.why, task.detail) for task in tasks if task.kind is TaskKind.CLAIM and task.state.is_open]


def standing(acme: Importing) -> tuple[bool, str]:
    invoice = acme.invoice()
    return invoice.disputed, invoice.dispute_reason


@pytest.mark.parametrize("code", [206, 207, 208, 210])
def test_an_objection_is_a_dispute_in_words_a_to_do_and_no_reminder(code: int) -> None:
    acme = with_invoice()
    acme.rows(told(code, said="refused: wrong price"))
    assert standing(acme) == (True, "refused: wrong price")
    assert claims(acme) == [("einvoice_objection", "refused: wrong price")]
    assert acme.account().receivables.remindable == ()


@pytest.mark.parametrize("code", [213, 501])
def test_what_never_reached_the_buyer_is_not_reminded(code: int) -> None:
    acme = with_invoice()
    acme.rows(told(code))
    assert standing(acme)[0]
    assert [why for why, _ in claims(acme)] == ["einvoice_rejected"]


@pytest.mark.parametrize("code", [200, 201, 202, 203, 204, 205, 209, 212])
def test_what_goes_well_is_kept_and_changes_nothing_else(code: int) -> None:
    acme = with_invoice()
    before = acme.account()
    acme.rows(told(code))
    after = acme.account()
    assert [each.code for each in acme.invoice().lifecycle] == [code]
    assert replace(acme.invoice(), lifecycle=()) == before.receivables.invoices["F-1"]
    assert (after.tasks, after.holds) == (before.tasks, before.holds)


@pytest.mark.parametrize(
    ("objection", "end", "ends"),
    [
        (207, 205, True),
        (206, 205, True),
        (208, 205, True),
        (208, 209, True),
        (210, 205, True),
        (207, 209, False),
        (210, 204, False),
        (207, 203, False),
        (207, 212, False),
        (213, 202, True),
        (213, 205, True),
        (501, 203, True),
        (213, 200, False),
    ],
)
def test_what_ends_an_objection(objection: int, end: int, ends: bool) -> None:
    acme = with_invoice()
    acme.rows(told(objection, 1))
    acme.rows(told(end, 2))
    assert standing(acme) == ((False, "") if ends else (True, f"status {objection}"))
    assert bool(claims(acme)) is not ends
    if ends:
        assert {task.state for task in acme.account().tasks.values()} == {TaskState.CANCELLED}


def test_any_order_and_any_number_of_times_come_to_the_same() -> None:
    messages = (told(203, 1), told(207, 2), told(205, 3), told(208, 4), told(211, 5))
    ended = set()
    for order in permutations(messages):
        acme = with_invoice()
        for message in (*order, order[0]):
            acme.rows(message)
        invoice = acme.invoice()
        ended.add((invoice.lifecycle, invoice.disputed, invoice.dispute_reason, tuple(claims(acme))))
    assert len(ended) == 1
    (found,) = ended
    assert found[1:3] == (True, "status 208")


def test_a_late_message_changes_nothing() -> None:
    acme = with_invoice()
    acme.rows(told(205, 3))
    acme.rows(told(207, 1))
    assert standing(acme) == (False, "")
    assert [each.code for each in acme.invoice().lifecycle] == [207, 205]


def test_a_dispute_that_a_person_ended_stays_ended() -> None:
    acme = with_invoice()
    acme.rows(told(207, 1))
    account = acme.account()
    ended = replace(acme.invoice(), disputed=False, dispute_reason="")
    acme.world.house.accounts.save(
        ORG, account, replace(account, receivables=account.receivables.with_invoices([ended]))
    )
    acme.rows(told(207, 1))
    assert standing(acme) == (False, "")
    acme.rows(told(207, 2))
    assert standing(acme) == (True, "status 207")


def test_a_dispute_of_a_person_is_not_ended_by_a_status() -> None:
    acme = Importing()
    acme.rows(invoice_row(disputed=True))
    acme.rows(told(207, 1), told(205, 2))
    assert standing(acme) == (True, "")


def test_nothing_un_pays() -> None:
    for code in StatusCode:
        acme = with_invoice()
        acme.rows(payment_row())
        acme.rows(told(code))
        assert acme.left() == "0.00 EUR"
        assert acme.balance() == "0.00 EUR"
        assert claims(acme) == []
        assert acme.account().holds == ()


def test_a_payment_on_its_way_holds_its_invoice_some_days() -> None:
    acme = with_invoice()
    acme.rows(told(211, 1), told(211, 1))
    (hold,) = acme.account().holds
    assert (hold.invoice, hold.until, hold.reason) == ("F-1", date(2026, 11, 7), "status 211")
    assert acme.left() == "100.00 EUR"


def test_an_old_word_of_a_payment_holds_nothing() -> None:
    acme = with_invoice()
    acme.rows(told(211, 1, month=10))
    assert acme.account().holds == ()


def test_a_status_is_of_every_instalment_and_raises_one_to_do() -> None:
    acme = Importing()
    acme.rows(
        invoice_row("F-1", "50.00 EUR", line=2, due_date=date(2026, 10, 31)),
        invoice_row("F-1", "50.00 EUR", line=3, due_date=date(2026, 11, 30)),
    )
    acme.rows(told(210))
    parts = acme.account().receivables.invoices.values()
    assert [(part.disputed, len(part.lifecycle)) for part in parts] == [(True, 1), (True, 1)]
    assert len(claims(acme)) == 1
    acme.rows(told(205, 2))
    assert not any(part.disputed for part in acme.account().receivables.invoices.values())
    assert claims(acme) == []


def test_collected_is_no_payment() -> None:
    acme = with_invoice()
    acme.rows(told(212))
    assert acme.left() == "100.00 EUR"


def test_a_status_of_an_unknown_invoice_comes_back() -> None:
    assert codes(with_invoice().rows(told(207, number="F-9"))) == [(2, "unknown_invoice")]


def test_a_file_of_statuses_beside_its_invoices() -> None:
    acme = with_invoice()
    report = dropped(acme, cdar(reference("F-1", "210", status())), "cdar.xml")
    assert (report.kind, report.rows, report.rejected) == ("statuses", 1, 0)
    assert standing(acme)[1] == "refusée par l'acheteur: une quantité est erronée. “3 of 10”"
    table = "number;status;reason;date\nF-1;205;;2026-11-20\nF-404;205;;2026-11-20\n"
    report = dropped(acme, table, "statuses.csv")
    assert (report.rows, report.rejected) == (1, 1)
    assert standing(acme) == (False, "")
