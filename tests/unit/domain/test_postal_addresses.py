"""Postal addresses of customers and contacts: kept, corrected, and marked when a letter comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from relance.domain.contacts import with_contact, with_new_contact
from relance.domain.customer import Account, Contact, Customer
from relance.domain.importing_contacts import named
from relance.domain.importing_contacts import with_contact as with_imported
from relance.domain.imports import ContactRow, InvoiceRow
from relance.domain.money import Money
from relance.domain.postal_address import PostalAddress, brought_up_to_date, came_back
from relance.domain.posting import address_for, with_returned_letter
from relance.store.documents import document, reader

LYON = PostalAddress("Duval SAS", "Zoé", ("12 rue X",), "69002", "Lyon", "", "FR")
DAY = date(2026, 11, 27)
ZOE = Contact("k-1", "Zoé", "zoe@client.example", main=True, postal_address=LYON)


def account(*contacts: Contact, own: PostalAddress | None = None) -> Account:
    return Account(Customer("C-1", "Duval", postal_address=own), contacts)


def test_an_address_that_sent_a_letter_back_stays_bad_until_it_names_another_place() -> None:
    bad = came_back(LYON, DAY)
    assert brought_up_to_date(bad, LYON) == bad
    moved = replace(LYON, lines=("13 rue X",))
    assert brought_up_to_date(bad, moved) == moved
    assert brought_up_to_date(bad, None) is None


def test_nobody_marks_an_address_by_sending_it() -> None:
    assert brought_up_to_date(None, came_back(LYON, DAY)) == LYON


def test_a_contact_changed_by_hand_keeps_its_mark_with_its_place() -> None:
    bad = account(replace(ZOE, postal_address=came_back(LYON, DAY)))
    same = with_contact(bad, replace(ZOE, role="Accounts"))
    moved = with_contact(bad, replace(ZOE, postal_address=replace(LYON, city="Paris", postcode="75003")))
    assert same.contacts[0].postal_address == came_back(LYON, DAY)
    assert moved.contacts[0].postal_address is not None
    assert not moved.contacts[0].postal_address.is_bad


def test_the_same_contact_made_again_is_no_conflict_after_a_letter_came_back() -> None:
    bad = account(replace(ZOE, postal_address=came_back(LYON, DAY)))
    assert with_new_contact(bad, ZOE) == bad


def test_a_returned_letter_marks_the_place_wherever_the_account_has_it() -> None:
    elsewhere = replace(LYON, city="Paris", postcode="75003")
    written_otherwise = replace(LYON, person="", city="LYON", lines=("12  Rue X",))
    before = account(ZOE, replace(ZOE, id="k-2", postal_address=elsewhere), own=written_otherwise)
    after = with_returned_letter(before, LYON, DAY)
    marks = [contact.postal_address and contact.postal_address.returned_on for contact in after.contacts]
    assert marks == [DAY, None]
    assert after.customer.postal_address == came_back(written_otherwise, DAY)


def test_where_a_letter_goes() -> None:
    own = replace(LYON, person="", lines=("1 place Y",))
    ann = Contact("k-2", "Ann")
    assert address_for(account(ZOE, own=own)) == LYON
    assert address_for(account(ZOE, ann, own=own), "k-2") == replace(own, person="Ann")
    assert address_for(account(own=own)) == own
    assert address_for(account(ann)) is None
    assert address_for(account(own=own), "gone") == own


def row(**more: object) -> ContactRow:
    return ContactRow(2, "C-1", **more)  # type: ignore[arg-type]


def test_a_line_with_a_contact_and_an_address_gives_both() -> None:
    after = with_imported(account(), row(name="Zoé", email="zoe@c.example", postal_address=LYON))
    assert isinstance(after, Account)
    assert after.contacts[0].postal_address == LYON
    assert after.customer.postal_address == replace(LYON, person="")


def test_a_line_with_an_address_only_says_where_the_customer_is() -> None:
    unnamed = replace(LYON, company="", person="")
    after = with_imported(account(own=replace(LYON, city="Paris")), row(postal_address=unnamed))
    assert isinstance(after, Account)
    assert after.customer.postal_address == replace(unnamed, company="Duval")


def test_a_line_without_an_address_leaves_what_is_known() -> None:
    known = with_imported(account(), row(name="Zoé", email="zoe@c.example", postal_address=LYON))
    assert isinstance(known, Account)
    again = with_imported(known, row(name="Zoé", email="zoe@c.example", role="CFO"))
    assert isinstance(again, Account)
    assert again.contacts[0].postal_address == LYON


def test_a_file_imported_again_does_not_make_a_bad_address_good() -> None:
    line = row(name="Zoé", email="zoe@c.example", postal_address=LYON)
    known = with_imported(account(), line)
    assert isinstance(known, Account)
    bad = with_returned_letter(known, LYON, DAY)
    assert with_imported(bad, line) == bad


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (Contact, '{"id":"k-1","name":"Zoé","email":"zoe@client.example","main":true}'),
        (Customer, '{"id":"C-1","name":"Duval","siren":"123456789"}'),
    ],
)
def test_what_was_stored_before_there_were_addresses_is_still_read(kind: type, stored: str) -> None:
    read: Any = reader(kind)(stored)
    assert read.postal_address is None
    assert document(read) == stored


def invoice_line(issued: date = DAY, **more: object) -> InvoiceRow:
    total = Money.parse("10.00 EUR")
    return InvoiceRow(1, "F-1", "C-1", issued, total, postal=replace(LYON, **more))  # type: ignore[arg-type]


def test_the_address_on_an_invoice_serves_a_customer_without_an_address() -> None:
    after = named(account(), invoice_line(company=""))
    assert after.customer.postal_address == replace(LYON, company="Duval", person="")
    assert named(after, invoice_line(city="Paris")) == after, "what is known stays"


def test_a_place_from_which_a_letter_came_back_gives_way_to_what_a_later_invoice_says() -> None:
    bad = with_returned_letter(named(account(), invoice_line()), LYON, DAY)
    assert named(bad, invoice_line(DAY + timedelta(days=1))) == bad, "the same place stays marked"
    assert named(bad, invoice_line(DAY, city="Paris")) == bad, "the invoice was issued before"
    moved = named(bad, invoice_line(DAY + timedelta(days=1), city="Paris"))
    assert moved.customer.postal_address == replace(LYON, person="", city="Paris")
