"""Contacts changed by hand: who is the main one, what is refused, and what became of an address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain import contacts
from relance.domain.contacts import contact_of, with_contact, with_new_contact, without_contact
from relance.domain.customer import Account, AddressStanding, Contact
from relance.domain.errors import Exists, NotFound, Refused
from relance.domain.postal_address import PostalAddress
from tests.builders import account, day

ANNE = Contact("a", "Anne", "anne@x.example", main=True)
BEA = Contact("b", "Bea", "bea@x.example")
OF = account(contacts=(ANNE, BEA))


def mains(of: Account) -> list[str]:
    return [contact.id for contact in of.contacts if contact.main]


def refused(of: Account, contact: Contact) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        with_contact(of, contact)
    (fault,) = caught.value.faults
    return fault.field, fault.code


def test_there_is_one_main_contact_as_long_as_there_is_any() -> None:
    assert mains(with_contact(account(contacts=()), BEA)) == ["b"]
    assert mains(with_contact(OF, Contact("c", "Cleo"))) == ["a"]
    assert mains(with_contact(OF, replace(BEA, main=True))) == ["b"]
    assert mains(with_contact(OF, replace(ANNE, main=False))) == ["b"]
    assert mains(without_contact(OF, "a")) == ["b"]
    assert mains(without_contact(OF, "b")) == ["a"]
    assert without_contact(without_contact(OF, "a"), "b").contacts == ()


def test_each_is_found_by_its_id() -> None:
    assert contact_of(OF, "b") == BEA
    for find in (contact_of, without_contact):
        with pytest.raises(NotFound):
            find(OF, "gone")


def test_a_contact_has_a_name_or_an_address() -> None:
    assert refused(OF, Contact("c")) == ("name", "contact_without_name")
    assert len(with_contact(OF, Contact("c", "Cleo")).contacts) == 3
    assert len(with_contact(OF, Contact("c", email="cleo@x.example")).contacts) == 3


def test_no_two_contacts_have_one_address_and_several_may_have_none() -> None:
    assert refused(OF, Contact("c", "Cleo", "ANNE@x.example")) == ("email", "address_twice")
    assert with_contact(OF, replace(ANNE, email="Anne@X.example")).contacts[-1].email == "Anne@X.example"
    both = with_contact(with_contact(OF, Contact("c", "Cleo")), Contact("d", "Dan"))
    assert len(both.contacts) == 4


def test_there_are_so_many_contacts_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contacts, "MOST", 2)
    assert refused(OF, Contact("c", "Cleo")) == ("contacts", "too_many_contacts")
    assert len(with_contact(OF, replace(BEA, name="Beatrice")).contacts) == 2


def test_a_new_address_starts_afresh_and_the_same_one_in_capitals_does_not() -> None:
    bounced = replace(BEA, standing=AddressStanding.BOUNCED)
    of = account(contacts=(ANNE, bounced))
    assert (
        contact_of(with_contact(of, replace(bounced, email="b@y.example")), "b").standing
        is AddressStanding.GOOD
    )
    same = with_contact(of, replace(bounced, email="BEA@x.example"))
    assert contact_of(same, "b").standing is AddressStanding.BOUNCED


def test_an_address_that_complained_has_done_so_whoever_comes_with_it() -> None:
    of = with_contact(account(contacts=(ANNE, replace(BEA, standing=AddressStanding.COMPLAINED))), ANNE)
    assert of.customer.complained == {"bea@x.example"}
    again = with_contact(without_contact(of, "b"), Contact("c", "Cleo", "Bea@x.example"))
    assert contact_of(again, "c").standing is AddressStanding.COMPLAINED
    assert contact_of(again, "a").standing is AddressStanding.GOOD


def test_a_contact_made_twice_is_made_once_and_another_one_of_its_id_is_refused() -> None:
    once = with_new_contact(OF, Contact("c", "Cleo"))
    assert with_new_contact(once, Contact("c", "Cleo")) is once
    assert with_new_contact(once, Contact("c", "Cleo", main=True)) is once
    with pytest.raises(Exists):
        with_new_contact(once, Contact("c", "Claire"))


def test_a_bad_postal_address_stays_bad_until_it_names_another_place() -> None:
    bad = PostalAddress("Acme", lines=("1 rue A",), city="Metz", country="FR", returned_on=day("2026-03-01"))
    of = with_contact(OF, replace(BEA, postal_address=bad.place))
    of = replace(
        of, contacts=tuple(replace(c, postal_address=bad) if c.id == "b" else c for c in of.contacts)
    )
    same = contact_of(with_contact(of, replace(BEA, postal_address=bad.place)), "b")
    assert same.postal_address == bad
    moved = contact_of(with_contact(of, replace(BEA, postal_address=replace(bad, city="Nancy"))), "b")
    assert moved.postal_address == replace(bad, city="Nancy", returned_on=None)
    assert contact_of(with_contact(of, BEA), "b").postal_address is None
