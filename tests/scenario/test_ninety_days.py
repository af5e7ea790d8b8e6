"""A customer's ninety days, day by day."""

from __future__ import annotations

from relance.domain.decision import Finish, NothingOwed
from relance.domain.imports import ContactRow, PaymentRow
from relance.domain.money import Money
from relance.domain.task import TaskKind
from tests.scenario.days import ORG
from tests.scenario.steps import email, registered_letter
from tests.scenario.story import Story


def test_a_customers_ninety_days(acme: Story) -> None:
    acme.plan(email("J-7"), email("J+7"), email("J+15"), registered_letter("J+30"), min_contact_delay=5)
    acme.invoice("F-1", due="2026-11-02", amount="1200.00 EUR")

    acme.on("2026-10-26").morning()
    assert acme.mailbox.subjects == ["F-1 : rappel J-7"]

    acme.on("2026-11-09").morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+7"]

    acme.invoice("F-2", due="2026-11-12", amount="300.00 EUR")
    acme.on("2026-11-17").morning()
    assert acme.mailbox.subjects[2:] == ["F-1, F-2 : rappel J+15"]

    acme.on("2026-12-03")
    (letter,) = acme.todos
    assert (letter.kind, letter.step, letter.due_on.isoformat()) == (TaskKind.LETTER, "J+30", "2026-12-02")
    acme.done(letter)

    acme.on("2026-12-04")
    acme.paid("F-1")
    # F-2 carries now: 22 days late, it enters at the first step, five days after the letter.
    acme.on("2026-12-08").morning()
    assert acme.mailbox.subjects[3:] == ["F-2 : rappel J+7"]

    acme.on("2026-12-10")
    acme.paid("F-2")
    assert acme.why("F-2") == Finish(NothingOwed())
    acme.on("2027-01-04")
    assert acme.mailbox.count == 4
    assert acme.todos == []


def test_ninety_days_of_a_group_a_merged_customer_and_a_moved_invoice(acme: Story) -> None:
    """GROUP is the parent of SHOP. KIOSK turns out to be SHOP, and F-9, sent to BARN, is SHOP's."""
    acme.plan(email("J+7"), email("J+15"), email("J+30"), min_contact_delay=5)
    for customer in ("GROUP", "SHOP", "KIOSK", "BARN"):
        acme.contact(f"{customer}@client.example".lower(), customer)
    acme.imported(ContactRow(1, "SHOP", email="shop@client.example", parent="GROUP"))
    acme.invoice("F-1", due="2026-10-12", amount="100.00 EUR", customer="SHOP", email=None)
    acme.invoice("F-2", due="2026-10-12", amount="50.00 EUR", customer="KIOSK", email=None)
    acme.invoice("F-9", due="2026-10-19", amount="70.00 EUR", customer="BARN", email=None)

    acme.on("2026-10-20")
    assert told(acme) == ["shop: F-1 : rappel J+7", "kiosk: F-2 : rappel J+7"]

    # GROUP pays 30 € on account: why SHOP is reminded tells of the money, which a person may give to SHOP.
    acme.imported(PaymentRow(1, acme.today, Money.parse("30.00 EUR"), customer_id="GROUP"))
    explained = acme.house.explain_customer.of_customer(acme.tenant, "SHOP", acme.clock.now())
    assert explained.parent and [str(over) for over in explained.parent.amounts] == ["30.00 EUR"]

    # Both were reminded of J+7: the step is behind for both invoices, whoever carries.
    acme.merges("KIOSK", "SHOP")
    acme.on("2026-10-28")
    assert told(acme)[2:] == ["barn: F-9 : rappel J+7", "shop: F-1, F-2 : rappel J+15"]

    # F-9 was reminded of J+7 while it was BARN's, and is listed with what SHOP owes from now on.
    acme.moves("F-9", "SHOP")
    acme.on("2026-11-12")
    assert told(acme)[4:] == ["shop: F-1, F-2, F-9 : rappel J+30"]

    # Files go on naming the old id; what is new under the old id is SHOP's.
    for number in ("F-1", "F-2", "F-9"):
        acme.paid(number)
    acme.invoice("F-3", due="2026-12-01", amount="20.00 EUR", customer="KIOSK", email=None)
    acme.on("2027-01-03")
    assert told(acme)[5:] == [f"shop: F-3 : rappel J+{days}" for days in (7, 15, 30)]
    assert list(acme.house.accounts.customers(ORG)) == ["BARN", "GROUP", "SHOP"]


def told(acme: Story) -> list[str]:
    """Who was written to, and about what."""
    each = ((str(mail.message["To"]), mail.subject) for mail in acme.mailbox.mails)
    return [f"{to.partition('@')[0]}: {subject}" for to, subject in each]
