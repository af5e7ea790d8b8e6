"""Makes the e-mail of a step: its message in the reader's language, on the wire's form (port `Composer`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from relance.domain.errors import Fault, Refused
from relance.domain.mail_address import Address
from relance.domain.money import Money
from relance.domain.receivables import Credit, Invoice, Payment, Receivables
from relance.rendering.email import compile_message
from relance.rendering.facts import Adjustment, AdjustmentKind, InvoiceLine, ReminderFacts, Sender
from relance.rendering.mime import build_mime
from relance.rendering.outgoing import Attachment, OutgoingEmail
from relance.usecases.ports.composing import AdHocMail, Composed, Reminder
from relance.usecases.ports.mailing import Envelope


class EmailComposer:
    def compose(self, reminder: Reminder) -> Composed:
        organization, contact = reminder.organization, reminder.contact
        preferred = organization.language_of(contact.language, reminder.account.customer.language)
        words = reminder.due.step.words(preferred, organization.language)
        if words is None:
            raise Refused(Fault("step_without_message", "messages"))
        language, message = words
        rendered = compile_message(message.subject, message.body).render(facts_of(reminder, language))
        to = contact.email or ""
        mime = build_mime(
            OutgoingEmail(
                sender=Address(reminder.from_address.email, name=reminder.from_address.name),
                reply_to=Address(reminder.reply_to, name=reminder.from_address.name),
                to=(Address(to, name=contact.name),),
                cc=tuple(Address(email) for email in reminder.due.step.cc),
                subject=rendered.subject,
                text=rendered.text,
                html=rendered.html,
                language=language,
                # So that an answer still finds its customer when a mail program drops Reply-To.
                references=(reminder.reply_to,),
                automatic=not reminder.by_hand,
                attachments=tuple(
                    Attachment(file.name, file.content_type, file.content) for file in reminder.files
                ),
            )
        )
        envelope = Envelope(reminder.from_address.email, (to, *reminder.due.step.cc), mime)
        return Composed(envelope, rendered.subject, rendered.text, language)


def facts_of(reminder: Reminder | AdHocMail, language: str) -> ReminderFacts:
    """What that message may say."""
    receivables, sender = reminder.account.receivables, reminder.sender
    invoices, customer = reminder.invoices, reminder.account.customer
    return ReminderFacts(
        language=language,
        today=reminder.today,
        organization_name=reminder.organization.name,
        customer_name=customer.name,
        sender=Sender(sender.name, sender.email, sender.phone, sender.signature),
        contact_name=reminder.contact.name,
        invoices=tuple(_line(receivables, invoice) for invoice in invoices),
        adjustments=tuple(_credits(receivables, invoices)),
        payment_details=reminder.organization.payment_details,
        bank=reminder.organization.bank_details,
        payment_reference=invoices[0].number if len(invoices) == 1 else customer.id,
        to_come=tuple(_line(receivables, invoice) for invoice in reminder.to_come),
    )


def _line(receivables: Receivables, invoice: Invoice) -> InvoiceLine:
    asked, left = receivables.asked(invoice), receivables.outstanding(invoice)
    return InvoiceLine(invoice.shown, invoice.issue_date, invoice.due_date, invoice.total, asked, left)


def _credits(receivables: Receivables, invoices: Sequence[Invoice]) -> Iterator[Adjustment]:
    """What lowers these invoices, each credit in a line of its own, the oldest first: only as much of it as
    counts against them.
    """
    for currency in dict.fromkeys(invoice.currency for invoice in invoices):
        alike = [invoice for invoice in invoices if invoice.currency == currency]
        counted = Money.total((receivables.outstanding(i) - receivables.asked(i) for i in alike), currency)
        for credit in sorted(receivables.credits, key=_made_on):
            if credit.amount.currency == currency:
                part = min(counted, receivables.unapplied(credit))
                if part:
                    yield _adjustment(credit, part)
                counted -= part
        if counted:
            # Invoices that were paid by too much: what is over is the customer's again.
            yield Adjustment(AdjustmentKind.ON_ACCOUNT, -counted)


def _made_on(credit: Credit) -> date:
    return credit.received_on if isinstance(credit, Payment) else credit.issue_date


def _adjustment(credit: Credit, part: Money) -> Adjustment:
    if isinstance(credit, Payment):
        return Adjustment(AdjustmentKind.PAYMENT, -part, credit.received_on)
    return Adjustment(AdjustmentKind.CREDIT_NOTE, -part, credit.number)
