"""Templates as people write them, and how they look with a real customer's data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from relance.domain.customer import Contact
from relance.domain.cycle import Cycle
from relance.domain.decision import Due
from relance.domain.errors import Fault, Refused
from relance.domain.mail_address import Address
from relance.domain.plan import Message, PlanStep, StepKind
from relance.domain.sender import sender_of
from relance.domain.template import Template
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.plans.texts_limit import refuse_too_large
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.composing import Reminder
from relance.usecases.ports.shelf import Shelf
from relance.usecases.ports.words import Messages, Preview


@dataclass(frozen=True)
class WriteTemplate:
    templates: Shelf[Template]
    accounts: Accounts
    messages: Messages

    def write(self, org: str, template: Template) -> Template:
        """Writes a new template, or a change of the template that was read. Raises Refused with every fault,
        Exists, Conflict.
        """
        if faults := tuple(self._faults(template)):
            raise Refused(*faults)
        refuse_too_large(template, "messages")
        return self.templates.put(org, template)

    def _faults(self, template: Template) -> Iterator[Fault]:
        if not template.messages:
            yield Fault("template_without_message", "messages")
        for language, message in template.messages.items():
            for fault in self.messages.faults(message):
                yield Fault(fault.code, f"messages.{language}.{fault.field}", fault.values)

    @staticmethod
    def message(template: Template, language: str) -> Message:
        """The template's message in that language, or else in the language that it has."""
        known = template.messages
        return known.get(language) or known.get(language.split("-")[0]) or next(iter(known.values()))

    def with_customer(
        self, tenant: Tenant, customer: str, message: Message, language: str, now: datetime
    ) -> Preview:
        """The template as it would read to that customer today. Raises NotFound, Refused when nothing is
        open.
        """
        account, organization = self.accounts.load(tenant.id, customer), tenant.organization
        today, remindable = tenant.calendar.today(now), account.receivables.remindable
        if not remindable:
            raise Refused(Fault("nothing_open", "customer"))
        late = tuple(i for i in remindable if i.due_date <= max(today, remindable[0].due_date))
        step = PlanStep("preview", StepKind.EMAIL, 0)
        sender = sender_of(step, account, organization)
        reminder = Reminder(
            organization=organization,
            account=account,
            due=Due(step, Cycle(0, late[0].number), late[0], late),
            contact=account.recipient or Contact(""),
            sender=sender,
            from_address=Address(sender.email, name=sender.name),
            reply_to="",
            today=today,
        )
        return self.messages.real(message, reminder, language)
