"""A mail to one customer outside any plan, sent by a person: at most once, as every message (A14, A17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from relance.domain.ad_hoc import leaving, may_leave_again, not_taken, owed_of, spoken_of
from relance.domain.customer import Account, Contact
from relance.domain.errors import Conflict, Fault, Refused
from relance.domain.handling import Hand
from relance.domain.ids import derived
from relance.domain.inbox import File
from relance.domain.organization import Member
from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.domain.plan import Message
from relance.domain.review import review_id
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.composing import AdHocMail, Composed
from relance.usecases.ports.enrolments import LEASE
from relance.usecases.ports.mailing import Accepted, Mailer, Rejected, SendResult, Unknown
from relance.usecases.sending.close_review import close_review
from relance.usecases.sending.leave import Leave, pending
from relance.usecases.sending.leave_by_hand import MailByHand, Sent
from relance.usecases.sending.write_ad_hoc import WriteAdHoc


@dataclass(frozen=True, slots=True)
class AdHoc:
    """What a person writes, in the template language: `words` are a template's, by language, or a message in
    this customer's own language. `to` None: whoever gets the customer's reminders. `invoices` None: see
    `spoken_of`.
    """

    words: Message | Mapping[str, Message]
    to: str | None = None
    cc: tuple[str, ...] = ()
    invoices: tuple[str, ...] | None = None
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class AdHocPreview:
    mail: AdHocMail
    composed: Composed


@dataclass(frozen=True)
class SendAdHoc:
    """Claims by asking what became of the mail, sends once, records; it counts as a contact (A8)."""

    change_account: ChangeAccount
    leave: Leave
    write_ad_hoc: WriteAdHoc
    mailer: Mailer

    def look(self, tenant: Tenant, customer: str, text: AdHoc, member: Member | None) -> AdHocPreview:
        """As it would read, without effect. Raises NotFound, or Refused with what is wrong with it."""
        account = self.change_account.accounts.load(tenant.id, customer)
        return self._composed(tenant, account, text, member)

    def send(
        self, tenant: Tenant, customer: str, text: AdHoc, member: Member | None, by: str, attempt: str
    ) -> Sent:
        """Whatever becomes of it, it is written down. `attempt` names the mail: asked for twice under one
        name it leaves once, unless the mail service did not take it the first time.

        Raises NotFound; Refused with what is wrong; Conflict when the receivables it speaks of changed while
        it was written.
        """
        now = self.change_account.clock.now()
        ref = OutreachRef(
            tenant.id, customer, now.replace(microsecond=0), derived("ad hoc", tenant.id, customer, attempt)
        )
        if earlier := self._earlier(tenant, ref):
            return earlier
        account = self.change_account.accounts.load(tenant.id, customer)
        written = self._composed(tenant, account, text, member)
        hand = Hand(by, now, tenant.calendar.today(now))
        numbers = tuple(invoice.number for invoice in written.mail.invoices)
        question, envelope = review_id(ref), written.composed.envelope
        record = replace(
            pending(ref, envelope.recipients, written.composed),
            automatic=False,
            sender=written.mail.sender.id,
            invoices=numbers,
        )

        def claimed(fresh: Account) -> Account:
            if owed_of(fresh, numbers) != owed_of(account, numbers):
                raise Conflict(f"customer {customer} changed while the mail was written")
            return leaving(fresh, ref, hand, numbers)

        self.change_account.run(tenant, customer, claimed, also=(question,))
        departure = MailByHand(self.change_account, tenant, envelope, record, not_taken)
        return departure.leave(self.leave, self.mailer)

    def _composed(self, tenant: Tenant, account: Account, text: AdHoc, member: Member | None) -> AdHocPreview:
        today = tenant.calendar.today(self.change_account.clock.now())
        contact = _recipient(account, text.to)
        invoices = spoken_of(account, text.invoices, today)
        mail = self.write_ad_hoc.mail(
            tenant,
            account,
            text.words,
            invoices,
            contact,
            today,
            sender=member,
            cc=text.cc,
            files=text.files,
        )
        return AdHocPreview(mail, self.write_ad_hoc.compose(mail))

    def _earlier(self, tenant: Tenant, ref: OutreachRef) -> Sent | None:
        """What became of the mail of that name, when it was claimed before and may have left."""
        question = review_id(ref)
        task = self.change_account.accounts.load(tenant.id, ref.customer, (question,)).tasks.get(question)
        if task is None or task.attempted_at is None or may_leave_again(task):
            return None
        of_then = replace(ref, at=task.attempted_at)
        known = self.leave.outreaches.get(of_then)
        if known is None or known.status is EmailStatus.PENDING:
            if ref.at < of_then.at + LEASE:
                raise Refused(Fault("mail_is_leaving", "customer"))
            lost = Outreach(of_then, EmailStatus.PENDING, automatic=False)
            known = self.leave.became(lost, self.mailer)
        if known.status.left_us:
            close_review(self.change_account, tenant, of_then)
        return Sent(known, _result(known))


def _recipient(account: Account, to: str | None) -> Contact:
    if to is not None:
        known = next((contact for contact in account.contacts if contact.email == to), None)
        return known or Contact("", email=to)
    contact = account.recipient
    if contact is None:
        raise Refused(Fault("next_without_address", "to"))
    return contact


def _result(known: Outreach) -> SendResult:
    if known.status.left_us:
        return Accepted(known.message_id or "")
    return Rejected(known.detail) if known.status is EmailStatus.FAILED else Unknown(known.detail)
