"""What leaves when a plan is played on a past ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from local.errors import LaptopError
from local.replay.command import default_plan
from local.replay.ledger import read_ledger
from tests.unit.replay.ledgers import PARIS, automatic, invoice, ledger, left, replayed

THREE = default_plan()


def test_an_invoice_never_paid_gets_every_step_on_its_first_sending_day() -> None:
    found = replayed(ledger(invoice("F-1", due="2025-02-05")), THREE)
    assert left(found) == ["2025-02-12 F-1 J+7", "2025-02-20 F-1 J+15", "2025-03-07 F-1 J+30"]


def test_a_payment_counts_from_the_start_of_its_day() -> None:
    of = invoice("F-1", due="2025-02-05")
    assert left(replayed(ledger(of, paid={"F-1": "2025-02-20"}), THREE)) == ["2025-02-12 F-1 J+7"]
    assert len(replayed(ledger(of, paid={"F-1": "2025-02-21"}), THREE).sent) == 2


@pytest.mark.parametrize("day", ["2024-12-30", "2025-01-06"])
def test_an_invoice_paid_before_or_on_its_issue_date_is_never_reminded(day: str) -> None:
    found = replayed(ledger(invoice("F-1", due="2025-02-05"), paid={"F-1": day}), THREE)
    assert found.sent == []


def test_a_disputed_invoice_is_never_reminded() -> None:
    assert replayed(ledger(invoice("F-1", due="2025-02-05", disputed=True)), THREE).sent == []


def test_what_was_issued_before_the_first_day_is_known_on_it_and_reminded_from_the_next() -> None:
    of = ledger(
        invoice("F-1", due="2025-02-05"), invoice("F-2", due="2025-02-05"), paid={"F-2": "2025-03-01"}
    )
    found = replayed(of, THREE, first="2025-06-02", last="2025-06-30")
    assert found.days == 29
    assert left(found) == ["2025-06-03 F-1 J+7", "2025-06-09 F-1 J+15", "2025-06-16 F-1 J+30"]
    assert all(sent.invoices == ("F-1",) for sent in found.sent)


def test_nothing_of_after_the_last_day_is_known() -> None:
    of = ledger(
        invoice("F-1", due="2025-02-05"),
        invoice("F-2", due="2025-03-05", issued="2025-02-11"),
        paid={"F-1": "2025-02-11", "F-2": "2025-02-12"},
    )
    known = of.known_by(date(2025, 2, 10))
    assert ([row.number for row in known.invoices], known.payments) == (["F-1"], ())


def test_the_replay_goes_on_until_nothing_is_left_to_do() -> None:
    """A month after the last due date the third of a customer's invoices has yet to be reminded."""
    of = ledger(*(invoice(f"F-{n}", due="2025-02-05") for n in range(1, 4)))
    found = replayed(of, automatic("J+7", "J+15", "J+30", level="invoice", delay=20))
    assert len(found.sent) == 9
    assert found.mismatches == []


def test_a_manual_step_and_a_missing_address_become_to_dos() -> None:
    assert replayed(ledger(invoice("F-1", due="2025-02-05")), automatic("J+7 call", "J+15")).to_dos == 1
    without = replayed(ledger(invoice("F-1", due="2025-02-05", email=None)), THREE)
    assert (without.to_dos, without.sent, without.mismatches) == (1, [], [])


@pytest.mark.parametrize(
    "zone", ["Pacific/Kiritimati", "Asia/Kolkata", "America/New_York", "Pacific/Auckland"]
)
def test_days_and_the_window_are_those_of_the_zone(zone: str) -> None:
    there = ZoneInfo(zone)
    found = replayed(ledger(invoice("F-1", due="2025-03-07")), THREE, zone=there)
    assert left(found, there) == ["2025-03-14 F-1 J+7", "2025-03-24 F-1 J+15", "2025-04-07 F-1 J+30"]
    assert {sent.at.astimezone(there).hour for sent in found.sent} == {8}
    assert found.mismatches == []


HEADER = "number,customer_id,customer_name,email,issue_date,due_date,amount,currency,paid_on,disputed\n"


def test_a_file_is_read_as_it_stood_when_each_invoice_was_issued(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(
        "number,customer_id,issue_date,due_date,amount,currency,paid_on,outstanding,status\n"
        "F-1,C,2025-01-06,2025-02-05,100.00,USD,2025-03-01,0.00,paid\n"
        "F-2,C,2025-01-06,2025-02-05,100.00,,,,\n"
    )
    of = read_ledger(file)
    assert of.paid_on == {"F-1": date(2025, 3, 1)}
    assert [(row.outstanding, row.status, row.total.currency) for row in of.invoices] == [
        (None, None, "USD"),
        (None, None, "EUR"),
    ]


def test_a_credit_note_counts_from_its_issue_on(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(
        f"{HEADER}F-1,C,Client,c@example.com,2025-01-06,2025-02-05,100.00,EUR,,\n"
        "A-1,C,Client,c@example.com,2025-02-17,2025-02-17,-100.00,EUR,2025-02-19,\n"
    )
    assert left(replayed(read_ledger(file), THREE)) == ["2025-02-12 F-1 J+7"]


def test_a_bad_line_is_told_and_the_good_ones_are_read(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(
        f"{HEADER}F-1,C,Client,c@example.com,2025-01-06,2025-02-05,100.00,EUR,,No\n"
        "F-2,C,Client,c@example.com,2025-01-06,2025-02-31,100.00,EUR,,No\n"
    )
    of = read_ledger(file)
    assert [row.number for row in of.invoices] == ["F-1"]
    assert [(fault.line, fault.fault.field) for fault in of.faults] == [(3, "due_date")]


def test_a_file_that_is_no_ledger_is_refused_with_the_remedy(tmp_path: Path) -> None:
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("Customer ID,Contact name,Email\nC,Ann,ann@example.com\n")
    with pytest.raises(LaptopError, match="file of contacts; a ledger has the columns number,customer_id"):
        read_ledger(contacts)
    with pytest.raises(LaptopError, match="missing.csv cannot be read: No such file"):
        read_ledger(tmp_path / "missing.csv")
    empty = tmp_path / "empty.csv"
    empty.write_text(HEADER)
    with pytest.raises(LaptopError, match="no invoice that can be read"):
        read_ledger(empty)


def test_instants_are_told_with_their_zone() -> None:
    (first, *_) = replayed(ledger(invoice("F-1", due="2025-02-05")), THREE).sent
    assert first.at.utcoffset() is not None
    assert first.at.astimezone(PARIS).date() == date(2025, 2, 12)
