"""Invoices sent by themselves and by a person: with their PDFs, once, and what stands in the way is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from relance.domain.errors import Refused
from relance.domain.invoice_sending import InvoiceSending, Unsent
from relance.domain.organization import Member, Organization, Role
from relance.domain.outreach import EmailEvent, EmailStatus
from relance.domain.receivables import InvoiceStatus
from relance.domain.task import TaskKind
from relance.readers.reader import FileReader
from relance.rendering.import_report import words
from relance.usecases.ports.importing import DroppedFile
from relance.usecases.ports.mailing import Accepted, Rejected, SendResult, Throttled, Unknown
from tests.unit.readers.einvoices import action, pdf
from tests.unit.readers.reading import EUR
from tests.unit.readers.test_pdf_names import showing
from tests.unit.usecases.importing import ORG, Importing, invoice_row
from tests.unit.usecases.test_import_file import GOOD, Folder

MONDAY = datetime(2026, 11, 2, 5, tzinfo=UTC)
MARIE = Member("marie", "Marie Curie", "marie@acme.example", Role.ADMIN)
SHOWN = showing("Invoice")


def settings(acme: Importing, *, on: bool = True, automatic: bool = True, delay_days: int = 0) -> None:
    house = acme.world.house
    known = house.organizations.get(ORG) if acme.world.clock.now() == MONDAY else Organization(ORG, "Acme")
    rule = InvoiceSending(on=on, automatic=automatic, delay_days=delay_days, cc=("team@acme.example",))
    house.organizations.save(replace(known, sending=True, members={"marie": MARIE}, invoice_sending=rule))


@pytest.fixture
def acme(acme: Importing) -> Importing:
    acme.world.clock.at = MONDAY
    settings(acme)
    return acme


def kept(acme: Importing, number: str = "F-1", content: bytes = SHOWN) -> None:
    acme.world.house.keep_pdfs.run(acme.tenant, FileReader(words).read(content, f"{number}.pdf", EUR))


def come(acme: Importing, number: str = "F-1", email: str | None = "pay@client.example") -> None:
    """With its PDF."""
    acme.rows(invoice_row(number, email=email))
    kept(acme, number)


def until(acme: Importing, at: str) -> None:
    """The schedule beats each five minutes."""
    end = datetime.fromisoformat(at).replace(tzinfo=UTC)
    while acme.world.clock.now() < end:
        acme.world.clock.forward(min(timedelta(minutes=5), end - acme.world.clock.now()))
        acme.world.tick()


def mails(acme: Importing) -> list[EmailMessage]:
    sent = acme.world.mailer.sent
    return [message_from_bytes(envelope.mime, policy=policy.default) for _, envelope in sent]


def answering(acme: Importing, answer: SendResult) -> None:
    acme.world.mailer.answer = lambda _: answer


def status(acme: Importing, number: str = "F-1") -> InvoiceStatus:
    invoice = acme.invoice(number)
    return acme.account().receivables.status(invoice, acme.tenant.calendar.today(acme.world.clock.now()))


def test_an_invoice_leaves_by_itself_with_its_pdf_and_counts_from_then_on(acme: Importing) -> None:
    come(acme)
    assert (status(acme), acme.balance()) == (InvoiceStatus.TO_SEND, "0.00 EUR")
    until(acme, "2026-11-02T06:25")
    assert mails(acme) == []
    until(acme, "2026-11-02T06:30")
    (mail,) = mails(acme)
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("F-1.pdf", SHOWN)
    assert (mail["To"].addresses[0].addr_spec, mail["Cc"]) == ("pay@client.example", "team@acme.example")
    assert "F-1" in mail["Subject"]
    assert (status(acme), acme.balance()) == (InvoiceStatus.OVERDUE, "100.00 EUR")
    (outreach,) = acme.world.outreaches.all()
    assert (outreach.status, outreach.invoices, outreach.automatic) == (EmailStatus.SENT, ("F-1",), True)
    until(acme, "2026-11-02T09:00")
    assert len(mails(acme)) == 1


@pytest.mark.parametrize(
    ("arrived", "leaves"),
    [("2026-11-06T06:29:59.999", "2026-11-06T06:30"), ("2026-11-06T06:30", "2026-11-09T06:30")],
    ids=["just before", "at half past six of a Friday"],
)
def test_the_arrival_of_the_file_counts_though_it_is_read_later(
    acme: Importing, arrived: str, leaves: str
) -> None:
    folder, key = Folder(acme), f"{ORG}/inbox/ledger.csv"
    folder.drops.files[key] = GOOD.encode()
    acme.world.clock.at = datetime(2026, 11, 6, 6, 45, tzinfo=UTC)
    folder.import_file.run(
        DroppedFile(key, len(GOOD), arrived_at=datetime.fromisoformat(arrived).replace(tzinfo=UTC))
    )
    assert acme.invoice().sending.leaves_at == datetime.fromisoformat(leaves).replace(tzinfo=UTC)


def test_without_automatic_sending_an_invoice_waits_for_a_person(acme: Importing) -> None:
    settings(acme, automatic=False)
    come(acme)
    until(acme, "2026-11-03T12:00")
    assert (mails(acme), status(acme)) == ([], InvoiceStatus.TO_SEND)
    sent = acme.world.house.send_invoices.send(acme.tenant, "F-1", "PAY@client.example", MARIE)
    assert (sent.outreach.status, sent.outreach.automatic) == (EmailStatus.SENT, False)
    assert (len(mails(acme)), status(acme)) == (1, InvoiceStatus.OVERDUE)
    with pytest.raises(Refused, match="invoice_not_to_send"):
        acme.world.house.send_invoices.send(acme.tenant, "F-1", None, MARIE)


def test_what_is_not_the_recipient_that_was_confirmed_gets_nothing(acme: Importing) -> None:
    come(acme)
    with pytest.raises(Refused, match="invoice_recipient_changed"):
        acme.world.house.send_invoices.send(acme.tenant, "F-1", "other@client.example", MARIE)
    assert mails(acme) == []


def test_what_stands_in_the_way_is_said_and_the_invoice_stays_to_be_sent(acme: Importing) -> None:
    come(acme, "F-1", email=None)
    until(acme, "2026-11-02T06:30")
    assert (acme.invoice().sending.why, status(acme)) == (Unsent.NO_CONTACT, InvoiceStatus.TO_SEND)
    with pytest.raises(Refused, match="invoice_no_contact"):
        acme.world.house.send_invoices.send(acme.tenant, "F-1", None, MARIE)


def test_an_invoice_whose_pdf_comes_late_leaves_once_it_has_come(acme: Importing) -> None:
    acme.rows(invoice_row(email="pay@client.example"))
    until(acme, "2026-11-02T07:00")
    assert (acme.invoice().sending.why, mails(acme)) == (Unsent.NO_PDF, [])
    kept(acme)
    until(acme, "2026-11-03T06:30")
    assert len(mails(acme)) == 1


def test_a_pdf_that_runs_something_is_never_mailed(acme: Importing) -> None:
    from pypdf import PdfWriter
    from pypdf.generic import NameObject

    writer = PdfWriter()
    writer.root_object[NameObject("/OpenAction")] = action("/Launch")
    acme.rows(invoice_row(email="pay@client.example"))
    kept(acme, content=pdf(writer=writer))
    until(acme, "2026-11-02T07:00")
    assert (acme.invoice().sending.why, mails(acme)) == (Unsent.RISKY_PDF, [])


def test_a_file_imported_again_never_changes_what_waits(acme: Importing) -> None:
    come(acme)
    before = acme.invoice()
    acme.rows(invoice_row("F-1", "100.00 EUR", email="pay@client.example"))
    assert acme.invoice() == before
    until(acme, "2026-11-02T06:30")
    after = acme.invoice()
    acme.rows(invoice_row("F-1", "100.00 EUR", email="pay@client.example"))
    assert acme.invoice() == after
    assert not after.to_send


def test_the_organization_s_stop_is_obeyed_and_what_waited_leaves_afterwards(acme: Importing) -> None:
    come(acme)
    house = acme.world.house
    house.run_organization.switch_sending(ORG, on=False)
    until(acme, "2026-11-02T08:00")
    assert mails(acme) == []
    house.run_organization.switch_sending(ORG, on=True)
    house.dispatch_due.sweep()
    list(acme.world.work())
    assert len(mails(acme)) == 1


def test_too_fast_puts_it_off(acme: Importing) -> None:
    come(acme)
    answering(acme, Throttled("slow"))
    until(acme, "2026-11-02T06:30")
    acme.world.mailer.answer = None
    until(acme, "2026-11-02T06:40")
    assert (len(mails(acme)), status(acme)) == (1, InvoiceStatus.OVERDUE)


def test_a_refused_mail_is_not_tried_again(acme: Importing) -> None:
    come(acme)
    answering(acme, Rejected("no such address"))
    until(acme, "2026-11-02T08:00")
    assert acme.invoice().sending.why == Unsent.REJECTED
    assert [outreach.status for outreach in acme.world.outreaches.all()] == [EmailStatus.FAILED]


def test_nobody_sends_again_what_may_have_left(acme: Importing) -> None:
    come(acme)
    answering(acme, Unknown("time-out"))
    until(acme, "2026-11-02T06:30")
    acme.world.mailer.answer = None
    until(acme, "2026-11-02T07:05")
    assert (mails(acme), acme.invoice().sending.why) == ([], Unsent.POSSIBLY_SENT)
    (task,) = [task for task in acme.account().tasks.values() if task.kind is TaskKind.REVIEW_SEND]
    assert task.invoices == ("F-1",)

    # The mail service tells in the end that the mail had left.
    (outreach,) = acme.world.outreaches.all()
    told = EmailEvent(outreach.ref, EmailStatus.DELIVERED, MONDAY, ("pay@client.example",), "m-1")
    acme.world.house.record_email_event.run(told)
    assert status(acme) == InvoiceStatus.OVERDUE
    assert not acme.account().tasks[task.id].state.is_open


def test_an_event_within_the_half_hour_asks_nobody(acme: Importing) -> None:
    come(acme)
    answering(acme, Unknown("time-out"))
    until(acme, "2026-11-02T06:30")
    (outreach,) = acme.world.outreaches.all()
    acme.world.house.record_email_event.run(
        EmailEvent(outreach.ref, EmailStatus.SENT, MONDAY, ("pay@client.example",), "m-1")
    )
    until(acme, "2026-11-02T07:05")
    assert status(acme) == InvoiceStatus.OVERDUE
    assert acme.account().tasks == {}


def test_marked_as_sent_it_counts_and_nobody_is_notified(acme: Importing) -> None:
    come(acme)
    acme.world.house.mark_as_sent.run(acme.tenant, "F-1", "marie")
    until(acme, "2026-11-02T08:00")
    assert (mails(acme), status(acme), acme.invoice().sending.marked_by) == (
        [],
        InvoiceStatus.OVERDUE,
        "marie",
    )


def test_a_customer_with_many_invoices_is_worked_off_in_parts(acme: Importing) -> None:
    for number in range(23):
        come(acme, f"F-{number:03}")
    until(acme, "2026-11-02T06:45")
    assert len(mails(acme)) == 23
    assert len({mail["Subject"] for mail in mails(acme)}) == 23


def test_accepted_mails_are_named_apart(acme: Importing) -> None:
    come(acme)
    answering(acme, Accepted("m"))
    until(acme, "2026-11-02T06:30")
    (outreach,) = acme.world.outreaches.all()
    assert outreach.ref.name == acme.invoice().sending.outreach
