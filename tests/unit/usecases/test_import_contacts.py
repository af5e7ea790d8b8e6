"""Rows of contacts: who is whom, and who is written to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from relance.domain.contacts import MOST, with_contact, with_new_contact, without_contact
from relance.domain.customer import Account, AddressStanding, Contact
from tests.unit.usecases.importing import ORG, Importing, contact_row, invoice_row


def contacts(acme: Importing) -> list[tuple[str, str | None]]:
    return [(contact.name, contact.email) for contact in acme.account().contacts]


def marked(acme: Importing, standing: AddressStanding) -> None:
    by_hand(acme, lambda a: replace(a, contacts=(replace(a.contacts[0], standing=standing),)))


def by_hand(acme: Importing, change: Callable[[Account], Account]) -> None:
    before = acme.account()
    acme.world.house.accounts.save(ORG, before, change(before))


def only(acme: Importing) -> Contact:
    (contact,) = acme.account().contacts
    return contact


def test_the_first_contact_is_the_main_one(acme: Importing) -> None:
    acme.rows(contact_row("a@client.example", "Anne"), contact_row("b@client.example", "Bea", line=3))
    assert [contact.main for contact in acme.account().contacts] == [True, False]


def test_the_same_address_is_the_same_contact_however_it_is_written(acme: Importing) -> None:
    acme.rows(contact_row("Anne@Client.example", "Anne", role="accounting"))
    acme.rows(contact_row("anne@client.example", "Anne Martin"))
    assert contacts(acme) == [("Anne Martin", "anne@client.example")]
    assert only(acme).role == "accounting"


def test_a_name_without_an_address_gets_its_address(acme: Importing) -> None:
    acme.rows(contact_row(None, "Anne"))
    acme.rows(contact_row("anne@client.example", "Anne"))
    assert contacts(acme) == [("Anne", "anne@client.example")]


def test_another_address_is_another_contact_even_of_the_same_name(acme: Importing) -> None:
    acme.rows(contact_row("a@client.example", "Anne"), contact_row("b@client.example", "Anne", line=3))
    assert contacts(acme) == [("Anne", "a@client.example"), ("Anne", "b@client.example")]


def test_an_invoice_s_address_joins_the_contact_that_has_it(acme: Importing) -> None:
    acme.rows(contact_row("anne@client.example", "Anne"))
    acme.rows(invoice_row(email="ANNE@client.example", customer_name="Client"))
    assert contacts(acme) == [("Anne", "anne@client.example")]


def test_an_address_that_bounced_does_not_work_again_by_being_imported(acme: Importing) -> None:
    acme.rows(contact_row("anne@client.example", "Anne"))
    marked(acme, AddressStanding.BOUNCED)
    acme.rows(contact_row("Anne@client.example", "Anne", role="accounting"))
    assert only(acme).standing is AddressStanding.BOUNCED


def test_a_contact_brought_up_to_date_keeps_its_turn(acme: Importing) -> None:
    acme.rows(contact_row("a@client.example", "Anne"), contact_row("b@client.example", "Bea", line=3))
    acme.rows(contact_row("a@client.example", role="accounting"))
    assert contacts(acme) == [("Anne", "a@client.example"), ("Bea", "b@client.example")]


def test_an_address_that_complained_has_done_so_for_good(acme: Importing) -> None:
    """Though its case changes, its contact is given another one meanwhile, or goes and is imported again."""
    acme.rows(invoice_row(email="pay@client.example"))
    marked(acme, AddressStanding.COMPLAINED)
    for email in ("Pay@client.example", "other@client.example", "pay@client.example"):
        given = replace(only(acme), email=email)
        by_hand(acme, partial(with_contact, contact=given))
    assert only(acme).standing is AddressStanding.COMPLAINED
    by_hand(acme, lambda a: without_contact(a, a.contacts[0].id))
    acme.rows(invoice_row(email="PAY@client.example"))
    assert only(acme).standing is AddressStanding.COMPLAINED
    assert acme.account().recipient is None


def test_a_bounce_is_no_complaint(acme: Importing) -> None:
    acme.rows(invoice_row(email="pay@client.example"))
    marked(acme, AddressStanding.BOUNCED)
    by_hand(acme, lambda a: with_contact(a, replace(a.contacts[0], email="PAY@client.example")))
    assert only(acme).standing is AddressStanding.BOUNCED
    by_hand(acme, lambda a: without_contact(a, a.contacts[0].id))
    acme.rows(invoice_row(email="pay@client.example"))
    assert only(acme).standing is AddressStanding.GOOD


def test_a_contact_made_twice_with_an_address_that_complained_is_made_once(acme: Importing) -> None:
    acme.rows(invoice_row(email="pay@client.example"))
    marked(acme, AddressStanding.COMPLAINED)
    by_hand(acme, lambda a: without_contact(a, a.contacts[0].id))
    for _ in range(2):
        by_hand(acme, lambda a: with_new_contact(a, Contact("k-1", "Anne", "pay@client.example")))
    assert only(acme).standing is AddressStanding.COMPLAINED


def test_contacts_beyond_the_limit_are_faults_and_the_others_are_kept(acme: Importing) -> None:
    rows = [contact_row(f"{n}@client.example", f"Person {n}", line=n + 2) for n in range(MOST + 3)]
    imported = acme.rows(*rows)
    assert len(acme.account().contacts) == MOST
    assert [fault.fault.code for fault in imported.faults] == ["contacts_full"] * 3


def test_an_invoice_is_kept_though_its_address_is_one_too_many(acme: Importing) -> None:
    acme.rows(*(contact_row(f"{n}@client.example", f"Person {n}", line=n + 2) for n in range(MOST)))
    assert acme.rows(invoice_row(email="new@client.example")).faults == ()
