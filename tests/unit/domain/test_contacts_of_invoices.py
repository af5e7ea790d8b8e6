"""Invoices that name a contact of their own are reminded of to that contact, apart from all others."""

from __future__ import annotations

from dataclasses import replace

from relance.domain.customer import AddressStanding
from relance.domain.task import TaskKind
from tests.builders import ALICE, BOB, WORKING_ADDRESS, account, email, invoice, payment, plan
from tests.diary import Diary

ALL = (WORKING_ADDRESS, ALICE, BOB)
BY = plan(email(7), email(15), delay=5)
OWED = account(
    invoice("F-0", due="2026-03-31"),
    invoice("F-1", due="2026-03-31", contact="alice"),
    invoice("F-2", due="2026-04-01", contact="alice"),
    invoice("F-3", due="2026-03-31", contact="bob"),
    contacts=ALL,
)


def to(diary: Diary) -> list[str]:
    """`"2026-04-07 alice F-1 F-2"`: day, contact and what is listed."""
    of = {e.id: diary.account.recipient_of(e) for e in diary.account.enrolments.values()}
    lines = []
    for done in diary.done:
        numbers = " ".join(one.number for one in done.due.invoices)
        lines.append(f"{done.on} {(of[done.enrolment] or WORKING_ADDRESS).id} {numbers}")
    return lines


def test_each_contact_gets_its_own_invoices_in_its_own_cycles_and_contact_delay() -> None:
    diary = Diary(OWED, BY).until("2026-04-20")
    assert sorted(to(diary)) == [
        "2026-04-07 alice F-1 F-2",
        "2026-04-07 bob F-3",
        "2026-04-07 contact F-0",
        "2026-04-15 alice F-1 F-2",
        "2026-04-15 bob F-3",
        "2026-04-15 contact F-0",
    ]


def test_when_an_address_fails_its_invoices_go_to_nobody_else() -> None:
    lost = replace(OWED, contacts=(WORKING_ADDRESS, replace(ALICE, standing=AddressStanding.BOUNCED), BOB))
    diary = Diary(lost, BY).until("2026-04-10")
    assert [line.split()[1] for line in to(diary) if "F-1" in line] == ["contact"]  # as a to-do
    assert [task.kind for task in diary.account.tasks.values()] == [TaskKind.FIX_CONTACT]
    diary.change(lambda a: replace(a, contacts=ALL)).until("2026-04-11")
    assert [task.state for task in diary.account.tasks.values()] == ["done"]
    assert to(diary)[-1] == "2026-04-10 alice F-1 F-2"


def test_nor_do_the_main_contacts_when_its_address_fails() -> None:
    lost = replace(OWED, contacts=(replace(WORKING_ADDRESS, standing=AddressStanding.BOUNCED), ALICE, BOB))
    diary = Diary(lost, BY).until("2026-04-08")
    assert [task.invoices for task in diary.account.tasks.values()] == [("F-0",)]


def test_one_who_becomes_the_main_contact_goes_on_where_the_invoices_stand() -> None:
    diary = Diary(OWED, BY).until("2026-04-08")
    main = (replace(WORKING_ADDRESS, main=False), replace(ALICE, main=True), BOB)
    diary.change(lambda a: replace(a, contacts=main)).until("2026-04-20")
    assert [line for line in to(diary) if "2026-04-15" in line] == [
        "2026-04-15 bob F-3",
        "2026-04-15 alice F-0 F-1 F-2",
    ]
    assert {done.due.step.id for done in diary.done[3:]} == {"email+15"}


def test_a_contact_with_nothing_left_is_silent_and_begins_no_plan() -> None:
    diary = Diary(OWED, BY).until("2026-04-08").arrives(payment("1000.00 EUR", of="F-3")).until("2026-05-01")
    assert [line for line in to(diary)[3:] if "bob" in line] == []
