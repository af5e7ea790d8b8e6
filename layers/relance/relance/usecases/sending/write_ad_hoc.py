"""Everything that goes into an e-mail outside any plan, put together in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.customer import Account, Contact
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Fault, Refused
from relance.domain.inbox import File
from relance.domain.organization import Member
from relance.domain.plan import Message, PlanStep, StepKind
from relance.domain.receivables import Invoice
from relance.domain.reply_address import ReplyAddresses
from relance.domain.sender import from_address, sender_of
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.composing import AdHocMail, ComposeAdHoc, Composed

# Signed by the account manager, in the first language there are words in: as a step of a plan.
_UNPLANNED = PlanStep("", StepKind.EMAIL, 0)


@dataclass(frozen=True)
class WriteAdHoc:
    """Answers come to the reply address of the customer, which exists whether or not it is on a plan."""

    compose_mail: ComposeAdHoc
    replies: Callable[[], ReplyAddresses]
    fallback_sender: str

    def mail(
        self,
        tenant: Tenant,
        account: Account,
        words: Message | Mapping[str, Message],
        invoices: tuple[Invoice, ...],
        contact: Contact,
        today: date,
        *,
        sender: Member | None = None,
        cc: tuple[str, ...] = (),
        files: tuple[File, ...] = (),
        by_hand: bool = True,
    ) -> AdHocMail:
        """In the reader's language, where `words` are by language; signed by `sender`, else by the account
        manager. Raises Refused when there are no words.
        """
        organization, customer = tenant.organization, account.customer
        preferred = organization.language_of(contact.language, customer.language)
        messages = {preferred: words} if isinstance(words, Message) else words
        chosen = replace(_UNPLANNED, messages=messages).words(preferred, organization.language)
        if chosen is None:
            raise Refused(Fault("template_without_message", "messages"))
        language, message = chosen
        signs = sender or sender_of(_UNPLANNED, account, organization)
        return AdHocMail(
            organization=organization,
            account=account,
            invoices=invoices,
            message=message,
            language=language,
            contact=contact,
            sender=signs,
            from_address=from_address(signs, organization, self.fallback_sender),
            reply_to=self.replies().of(
                organization.id, Enrolment.identity(organization.id, customer.id, None)
            ),
            today=today,
            cc=cc,
            files=files,
            by_hand=by_hand,
        )

    def compose(self, mail: AdHocMail) -> Composed:
        """Raises Refused: see `ComposeAdHoc`."""
        return self.compose_mail(mail)
