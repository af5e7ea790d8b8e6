"""Two customers become one: what each of them had, and where each invoice stood, is the other's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.customer import Account, AddressStanding, Contact, Customer
from relance.domain.enrolling import enrolled
from relance.domain.enrolment import EnrolmentState
from relance.domain.errors import Conflict, Refused
from relance.domain.hold import Hold, HoldKind
from relance.domain.merging import Merged, merged
from relance.domain.plan import DunningPlan, Level
from relance.domain.task import Task, TaskKind, TaskState
from tests.builders import ORG, account, call, credit_note, day, email, invoice, payment, plan
from tests.diary import Diary

BY = plan(email(1), email(10), email(30))
TODAY = day("2026-04-20")


def other(*parts: object, customer: str = "C2") -> Account:
    """Without a contact, unless one is given."""
    one = account(*(part for part in parts if not isinstance(part, Contact)))  # type: ignore[arg-type]
    contacts = tuple(part for part in parts if isinstance(part, Contact))
    return replace(one, customer=Customer(customer, "Other"), contacts=contacts, enrolments={})


def contact(address: str, **more: object) -> Contact:
    return replace(Contact(address, "", address), **more)  # type: ignore[arg-type]


def merge(source: Account, target: Account) -> Merged:
    return merged(source, target, ORG)


@pytest.mark.parametrize("level", Level)
def test_every_invoice_goes_on_where_it_stood_in_the_plan(level: Level) -> None:
    by: DunningPlan = replace(BY, level=level)
    reminded = Diary(account(invoice("F-1", due="2026-04-05")), by).until("2026-04-20").account
    both = merge(reminded, enrolled(other(), by, ORG, day("2026-01-01")))
    target = enrolled(both.target, by, ORG, TODAY)
    assert target.last_contact_on == reminded.last_contact_on
    assert Diary(target, by, "2026-04-20").until("2026-06-01").lines == ["2026-05-05 email+30 F-1"]


def test_an_invoice_of_another_level_keeps_its_place_too() -> None:
    by_invoice = replace(BY, level=Level.INVOICE)
    reminded = Diary(account(invoice("F-1", due="2026-04-05")), by_invoice).until("2026-04-20").account
    target = enrolled(merge(reminded, other()).target, BY, ORG, TODAY)
    assert Diary(target, BY, "2026-04-20").until("2026-06-01").lines == ["2026-05-05 email+30 F-1"]


def test_the_money_of_both_is_there_though_their_payments_have_one_id() -> None:
    source = account(invoice("F-1", amount="100.00 EUR"), payment("30.00 EUR", of="F-1"))
    target = other(
        invoice("F-2", amount="50.00 EUR"), payment("20.00 EUR", of="F-2"), credit_note("5.00 EUR")
    )
    owed = merge(source, target).target.receivables
    assert {number: str(owed.outstanding(one)) for number, one in owed.invoices.items()} == {
        "F-1": "70.00 EUR",
        "F-2": "30.00 EUR",
    }
    assert str(owed.balances["EUR"]) == "95.00 EUR"
    assert len({credit.id for credit in owed.credits if hasattr(credit, "id")}) == 2


def test_nothing_is_left_but_the_id_which_means_the_other_one() -> None:
    reminded = Diary(account(invoice("F-1", due="2026-04-05")), BY).until("2026-04-20").account
    left = merge(reminded, other()).source
    assert (left.customer.merged_into, left.receivables.invoices, left.contacts) == ("C2", {}, ())
    assert [(e.state, e.next_at) for e in left.enrolments.values()] == [(EnrolmentState.RETIRED, None)]
    again = enrolled(left, None, ORG, TODAY)
    assert again.enrolments == left.enrolments


def test_ids_that_were_merged_before_stay_aliases() -> None:
    one = merge(other(customer="C1"), other()).target
    assert one.customer.aliases == ("C1",)
    assert merge(one, other(customer="C3")).target.customer.ids == ("C3", "C2", "C1")


def test_numbers_by_which_files_name_either_mean_the_one_that_stays() -> None:
    source, target = other(customer="C1"), other()
    source = replace(source, customer=replace(source.customer, siren="552081317", vat="FR1"))
    target = replace(target, customer=replace(target.customer, siren="404833048"))
    both = merge(source, target)
    customer = both.target.customer
    assert (customer.siren, customer.vat) == ("404833048", "FR1")
    assert customer.registrations == {"404833048", "552081317", "FR1"}
    assert both.source.customer.registrations == frozenset()


def test_a_parent_that_is_merged_into_its_child_is_no_parent_any_more() -> None:
    child = other()
    child = replace(child, customer=replace(child.customer, parent="C1"))
    assert merge(other(customer="C1"), child).target.customer.parent is None


def test_the_same_address_is_one_contact_in_the_worse_standing_and_an_invoice_follows_its_contact() -> None:
    zoe = contact("zoe@client.example", standing=AddressStanding.BOUNCED)
    max_ = contact("max@client.example")
    invoices = (invoice("F-1", contact=zoe.id), invoice("F-2", contact=max_.id))
    source = other(*invoices, contact("main@client.example", main=True), zoe, max_, customer="C1")
    target = other(contact("main@other.example", main=True), contact("Zoe@client.example"))
    both = merge(source, target).target
    assert {c.address: (c.main, c.standing) for c in both.contacts} == {
        "main@other.example": (True, AddressStanding.GOOD),
        "zoe@client.example": (False, AddressStanding.BOUNCED),
        "main@client.example": (False, AddressStanding.GOOD),
        "max@client.example": (False, AddressStanding.GOOD),
    }
    by_id = {c.id: c.address for c in both.contacts}
    named = {number: by_id[one.contact or ""] for number, one in both.receivables.invoices.items()}
    assert named == {"F-1": "zoe@client.example", "F-2": "max@client.example"}


def test_a_contact_of_both_was_written_to_on_the_later_of_two_days() -> None:
    early, late = (contact("zoe@client.example", contacted_on=day(on)) for on in ("2026-04-01", "2026-04-10"))
    for source, target in ((early, late), (late, early)):
        (both,) = merge(other(source, customer="C1"), other(target)).target.contacts
        assert both.contacted_on == day("2026-04-10")


def test_more_contacts_than_there_is_room_for_are_refused() -> None:
    many = tuple(contact(f"{n}@client.example") for n in range(150))
    more = tuple(contact(f"{n}@other.example") for n in range(51))
    with pytest.raises(Refused) as refused:
        merge(other(*many, customer="C1"), other(*more))
    assert [fault.code for fault in refused.value.faults] == ["too_many_contacts"]


def test_of_two_pauses_the_longer_one_counts() -> None:
    short = Hold("pause", HoldKind.PAUSE, TODAY, day("2026-05-01"))
    long = Hold("pause", HoldKind.PAUSE, TODAY)
    for one, two in ((short, long), (long, short)):
        both = merge(replace(other(customer="C1"), holds=(one,)), replace(other(), holds=(two,)))
        assert both.target.holds == (long,)


def test_to_dos_move_but_for_those_that_the_plan_raises_again() -> None:
    claim = Task("t-1", TaskKind.CLAIM, "C1", TODAY, "einvoice_objection", "marie", ("F-1",))
    moves = Task("t-2", TaskKind.CONFIRM_MOVE, "C1", TODAY, "named_another_customer", detail="C2")
    called = Diary(account(invoice("F-1", due="2026-04-05")), plan(call(1))).until("2026-04-20").account
    (step,) = called.tasks.values()
    both = merge(called.with_task(claim).with_task(moves), other())
    assert both.source.tasks == {}
    assert {key: (task.customer, task.state) for key, task in both.target.tasks.items()} == {
        "t-1": ("C2", TaskState.DUE),
        "t-2": ("C2", TaskState.CANCELLED),
        step.id: ("C2", TaskState.CANCELLED),
    }


def test_replies_of_both_wait_as_one() -> None:
    persons = Task("t-1", TaskKind.REPLY, "C1", TODAY, "reply", entries=("1", "4"))
    machines = Task("t-2", TaskKind.REPLY, "C2", TODAY, "reply", entries=("2", "5"), until=day("2026-05-01"))
    found = merge(other(customer="C1").with_task(persons), other().with_task(machines)).target.tasks
    assert [task.id for task in found.values() if task.state.is_open] == ["t-1"]
    assert (found["t-1"].entries, found["t-1"].until) == (("2", "5", "1", "4"), None)


@pytest.mark.parametrize("who", ["source", "target"])
def test_nothing_is_merged_while_a_message_is_leaving(who: str) -> None:
    busy = enrolled(account(invoice("F-1")), BY, ORG, TODAY)
    (enrolment,) = busy.enrolments.values()
    busy = busy.with_enrolment(replace(enrolment, state=EnrolmentState.SENDING))
    with pytest.raises(Conflict):
        merge(*((busy, other()) if who == "source" else (other(), busy)))
