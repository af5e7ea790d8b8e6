"""Messages being written: what is wrong with them, and how they will look (port `Messages`)."""

from __future__ import annotations

from collections.abc import Mapping

from relance.domain.errors import Fault, Refused
from relance.domain.organization import Organization
from relance.domain.plan import Message, PlanStep, StepKind
from relance.rendering.composer import facts_of
from relance.rendering.email import Rendered, compile_message, preview
from relance.rendering.example import described_fields
from relance.rendering.reminders import NEW_INVOICE, STANDARD_REMINDERS
from relance.rendering.ways_to_pay import payment_told
from relance.usecases.ports.composing import Reminder
from relance.usecases.ports.words import FieldHelp, PaymentTold, Preview


class RenderedMessages:
    def faults(self, message: Message) -> tuple[Fault, ...]:
        try:
            compile_message(message.subject, message.body)
        except Refused as refused:
            return refused.faults
        return ()

    def payment_told(self, message: Message, language: str, organization: Organization) -> PaymentTold:
        return payment_told(message, language, organization.bank_details, organization.payment_details)

    def empty_ahead(self, message: Message, language: str) -> tuple[str, ...]:
        return compile_message(message.subject, message.body).empty_ahead(language)

    def example(self, message: Message, language: str) -> Preview:
        return _shown(preview(message.subject, message.body, language))

    def real(self, message: Message, reminder: Reminder, language: str) -> Preview:
        template = compile_message(message.subject, message.body)
        return _shown(template.render(facts_of(reminder, language)))

    def fields(self, language: str) -> tuple[FieldHelp, ...]:
        return tuple(FieldHelp(f.name, f.description, f.example) for f in described_fields(language))

    def of_invoices(self) -> Mapping[str, Message]:
        return NEW_INVOICE.messages

    def ready_made(self) -> tuple[PlanStep, ...]:
        return tuple(
            PlanStep(reminder.key, StepKind.EMAIL, reminder.offset_days, True, reminder.messages)
            for reminder in STANDARD_REMINDERS
        )


def _shown(rendered: Rendered) -> Preview:
    return Preview(rendered.subject, rendered.text, rendered.html)
