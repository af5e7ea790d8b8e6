"""Makes the e-mail of a step: its message in the reader's language, on the wire's form (port `Composer`)."""

from __future__ import annotations

from relance.domain.errors import Fault, Refused
from relance.domain.mail_address import Address
from relance.rendering.email import compile_message
from relance.rendering.facts import InvoiceLine, ReminderFacts, Sender
from relance.rendering.mime import build_mime
from relance.rendering.outgoing import OutgoingEmail
from relance.usecases.ports.composing import Composed, Reminder
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
            )
        )
        envelope = Envelope(reminder.from_address.email, (to, *reminder.due.step.cc), mime)
        return Composed(envelope, rendered.subject, rendered.text, language)


def facts_of(reminder: Reminder, language: str) -> ReminderFacts:
    """What the message of that reminder may say."""
    receivables, sender = reminder.account.receivables, reminder.sender
    lines = tuple(
        InvoiceLine(i.shown, i.issue_date, i.due_date, i.total, receivables.asked(i))
        for i in reminder.due.invoices
    )
    return ReminderFacts(
        language=language,
        today=reminder.today,
        organization_name=reminder.organization.name,
        customer_name=reminder.account.customer.name,
        sender=Sender(sender.name, sender.email, sender.phone, sender.signature),
        contact_name=reminder.contact.name,
        invoices=lines,
        payment_details=reminder.organization.payment_details,
    )
