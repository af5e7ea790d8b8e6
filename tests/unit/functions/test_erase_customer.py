"""A customer is erased: no table and no bucket says afterwards who it was, whatever was interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from relance.contracts.due import DueEnrolments
from relance.domain.customer import Account, Contact
from relance.domain.erasure import SETTLED_AFTER
from relance.domain.errors import NotFound
from relance.domain.hold import HoldKind
from relance.domain.imports import InvoiceRow
from relance.domain.money import Money
from relance.domain.note import Note
from relance.domain.outreach import EmailEvent, EmailStatus
from relance.domain.receivables import InvoicePdf
from relance.runtime.aws import house
from relance.usecases.sending.execute_step import StepOutcome
from tests.unit.functions.deployed import ORG, Deployed, deployed, sample
from tests.unit.functions.leftovers import everything, places_of
from tests.unit.functions.test_receive_reply import addressed, stored

PERSONAL = ("zoe", "client.example", "C1", "F-1", "Friday", "Called twice", "%PDF", "552100554")


@pytest.fixture
def stack() -> Iterator[Deployed]:
    """C1 owes, was reminded, has answered, and somebody has noted a call; C2 owes, too."""
    with deployed() as found:
        found.owing("C1")
        tenant = house().tenants.of(ORG, found.clock.now())
        files = house().import_files
        files.put(f"{ORG}/pdf/1.pdf", b"%PDF old", "application/pdf")
        files.put(f"{ORG}/pdf/1.pdf", b"%PDF of C1", "application/pdf")

        def known(account: Account) -> Account:
            owed = account.receivables
            (invoice,) = owed.invoices.values()
            pdf = InvoicePdf(f"{ORG}/pdf/1.pdf", 4, "1", found.clock.now())
            contact = Contact("second", "Zoe Second", "second@client.example")
            return replace(
                account,
                customer=replace(account.customer, siren="552100554"),
                contacts=(*account.contacts, contact),
                receivables=owed.with_invoices([replace(invoice, pdf=pdf)]),
            )

        house().change_account.run(tenant, "C1", known)
        house().dispatch_due.run()
        for message in found.queued():
            due = DueEnrolments.model_validate(message)
            assert house().execute_step.run_all(due.org, due.keys)[StepOutcome.SENT] == 1
        arrives(found, "C2", "F-2", "ann@second.example")
        event = addressed(sample("receive_reply/reply"))
        stored(event)
        found.invoke("receive_reply", event)
        at = found.clock.now()
        house().notes.put(Note(ORG, "C1", Note.identity(at, "n"), "Called twice.", "marie", at))
        # The sample's mail is of a few minutes later.
        found.clock.at += timedelta(minutes=10)
        yield found


def arrives(stack: Deployed, customer: str, number: str, email: str) -> None:
    """A file names the customer with an invoice."""
    day, total = date(2026, 11, 2), Money(99_00, "EUR")
    row = InvoiceRow(1, number, customer, day, total, due_date=day, email=email)
    tenant = house().tenants.of(ORG, stack.clock.now())
    assert house().import_rows.run(tenant, [row]).faults == ()


def erase(stack: Deployed) -> None:
    house().erase_customer.begin(house().tenants.of(ORG, stack.clock.now()), "C1")


def swept(stack: Deployed) -> None:
    stack.invoke("sweep", sample("sweep/tick"))
    stack.clock.at += SETTLED_AFTER


def left(*words: str) -> list[str]:
    """Without which mails of one hour the customer's allowance went to: that item ends after a day."""
    return [where for where in places_of(*words) if not where.startswith("inbox O#acme#C#C1 HOUR#")]


def test_nothing_says_afterwards_who_it_was(stack: Deployed) -> None:
    for word in PERSONAL:
        assert places_of(word), f"{word} is to be found before"
    others = {where: said for where, said in everything() if "C2" in where}

    erase(stack)
    for _ in range(2):
        swept(stack)

    assert left(*PERSONAL) == []
    assert house().erase_customer.of(ORG, "C1").done_at is not None
    assert {where: said for where, said in everything() if "C2" in where} == others
    with pytest.raises(NotFound):
        house().accounts.load(ORG, "C1")


def test_nothing_leaves_from_the_moment_it_was_asked_for(stack: Deployed) -> None:
    erase(stack)
    (hold,) = [hold for hold in house().accounts.load(ORG, "C1").holds if hold.kind is HoldKind.ERASED]
    assert hold.stands(date(2027, 1, 1))


def test_an_event_about_an_old_mail_brings_nothing_back(stack: Deployed) -> None:
    (sent,) = house().outreaches.of_customer(ORG, "C1", 9)
    erase(stack)
    swept(stack)
    event = EmailEvent(sent.ref, EmailStatus.SENT, stack.clock.now(), ("zoe@client.example",), "m-1")
    house().record_email_event.run(event)
    swept(stack)
    assert left(*PERSONAL) == []


@pytest.mark.parametrize("sweeps", [1, 2])
def test_a_file_that_brings_it_back_is_taken_in_and_the_customer_starts_held(
    stack: Deployed, sweeps: int
) -> None:
    erase(stack)
    for _ in range(sweeps):
        swept(stack)
    arrives(stack, "C1", "F-1", "new@client.example")
    swept(stack)

    account = house().accounts.load(ORG, "C1")
    assert list(account.receivables.invoices) == ["F-1"]
    assert [hold.kind for hold in account.holds] == [HoldKind.ERASED]
    assert house().erase_customer.of(ORG, "C1").done_at is not None

    tenant = house().tenants.of(ORG, stack.clock.now())
    assert house().pause_customer.resume(tenant, "C1", None).holds == ()
    erase(stack)
    for _ in range(2):
        swept(stack)
    assert left(*PERSONAL) == []


def test_a_customer_that_was_merged_goes_under_both_ids(stack: Deployed) -> None:
    tenant = house().tenants.of(ORG, stack.clock.now())
    shown = house().merge_customers.look(tenant, "C1", "C2")
    house().merge_customers.run(tenant, "C1", "C2", shown.confirm)
    erase(stack)
    for _ in range(2):
        swept(stack)
    assert left(*PERSONAL, "F-2", "ann@second.example") == []
    for customer in ("C1", "C2"):
        assert house().erase_customer.of(ORG, customer).done_at is not None


def test_a_mail_to_two_customers_stays_until_the_second_goes(stack: Deployed) -> None:
    (entry,) = house().inbox.of_customer(ORG, "C1")
    match = replace(entry.match, customer="C2") if entry.match else None
    house().inbox.add(replace(entry, id=f"{entry.id[:-1]}2", match=match))
    erase(stack)
    for _ in range(2):
        swept(stack)
    assert house().mails.read(entry.raw_key.removeprefix("received/")) is not None
