"""The next mail of a plan, sent now by a person: at most once, by the rules of every send (A11, A17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from relance.domain.customer import Account
from relance.domain.decision import Due
from relance.domain.errors import Conflict, Fault, NotFound, Refused
from relance.domain.handling import Hand, next_being_sent, next_taken_back
from relance.domain.ids import derived
from relance.domain.next_mail import TooSoon, next_mail, too_soon
from relance.domain.organization import Member
from relance.domain.outreach import OutreachRef
from relance.domain.plan import Message
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.composing import Reminder
from relance.usecases.ports.enrolments import DueKey
from relance.usecases.ports.mailing import Mailer
from relance.usecases.ports.words import Messages
from relance.usecases.sending.leave import Leave
from relance.usecases.sending.leave_by_hand import MailByHand, Sent, about_to_leave
from relance.usecases.sending.write_reminder import WriteReminder


@dataclass(frozen=True, slots=True)
class EnrolmentRef:
    """Names the enrolment whose next mail is meant."""

    customer: str
    enrolment: str


@dataclass(frozen=True, slots=True)
class NextMail:
    """What would leave, in the customer's language. `too_soon`: they were contacted lately."""

    due: Due
    language: str
    message: Message
    reminder: Reminder
    too_soon: TooSoon | None


@dataclass(frozen=True)
class SendNext:
    """Claims the step by handing it to a person, sends once, moves on. A worker that has it comes first."""

    change_account: ChangeAccount
    leave: Leave
    write_reminder: WriteReminder
    messages: Messages
    mailer: Mailer

    def look(self, tenant: Tenant, ref: EnrolmentRef, member: Member | None) -> NextMail:
        """Raises NotFound, or Refused with what stands in the way."""
        account = self.change_account.accounts.load(tenant.id, ref.customer)
        return self._look(tenant, account, ref, member, self.change_account.clock.now())

    def send(
        self,
        tenant: Tenant,
        ref: EnrolmentRef,
        step: str,
        member: Member | None,
        by: str,
        attempt: str,
        *,
        sooner: bool,
    ) -> Sent:
        """Whatever becomes of it, it is written down. `step` is the one that is meant: asked for twice, the
        one after it does not leave. `attempt` names this one; `sooner`: though the customer was contacted
        lately.

        Raises NotFound; Refused with what stands in the way; Conflict when what it speaks of changed while
        it was written.
        """
        now = self.change_account.clock.now()
        hand, before = Hand(by, now, tenant.calendar.today(now)), self.look(tenant, ref, member)
        if before.due.step.id != step:
            raise Refused(Fault("next_moved_on", "step", {"step": before.due.step.id}))
        _warn(before, sooner=sooner)
        composed = self.write_reminder.compose(before.reminder)
        due = before.due
        record = about_to_leave(
            _outreach(tenant, ref, due, now, attempt),
            before.reminder,
            composed,
            enrolment=ref.enrolment,
            cycle=due.cycle.number,
            step=due.step.id,
        )

        def claimed(account: Account) -> Account:
            fresh = self._look(tenant, account, ref, member, now)
            _warn(fresh, sooner=sooner)
            prepared = fresh.reminder.account
            if fresh.due != due or prepared.receivables != before.reminder.account.receivables:
                raise Conflict(f"customer {ref.customer} changed while the mail was written")
            own = prepared.enrolments[ref.enrolment]
            return next_being_sent(prepared, own, fresh.due, record.ref, hand)

        self.change_account.run(tenant, ref.customer, claimed)
        departure = MailByHand(self.change_account, tenant, composed.envelope, record, next_taken_back)
        return departure.leave(self.leave, self.mailer)

    def _look(
        self, tenant: Tenant, account: Account, ref: EnrolmentRef, member: Member | None, now: datetime
    ) -> NextMail:
        today = tenant.calendar.today(now)
        account = tenant.prepared(account, today)
        own, plan = account.enrolments.get(ref.enrolment), tenant.plan_of(account)
        if own is None or own.is_retired or plan is None:
            raise NotFound(f"enrolment {ref.enrolment}")
        due = next_mail(account, own, tenant.decide(account, own, now))
        reminder = self._reminder(tenant, account, ref, due, member, now)
        language, message = _words(tenant, reminder)
        is_ahead = not any(invoice.due_date < today for invoice in due.invoices)
        if is_ahead and (empty := self.messages.empty_ahead(message, language)):
            raise Refused(Fault("speaks_of_overdue", "step", {"fields": ", ".join(empty)}))
        return NextMail(due, language, message, reminder, too_soon(account, own, plan, today))

    def _reminder(
        self,
        tenant: Tenant,
        account: Account,
        ref: EnrolmentRef,
        due: Due,
        member: Member | None,
        now: datetime,
    ) -> Reminder:
        own, today = account.enrolments[ref.enrolment], tenant.calendar.today(now)
        contact = account.recipient_of(own)
        if contact is None:
            raise RuntimeError("decided to send without a recipient")
        return self.write_reminder.reminder(
            tenant, account, due, contact, today, enrolment=ref.enrolment, sender=member, by_hand=True
        )


def _words(tenant: Tenant, reminder: Reminder) -> tuple[str, Message]:
    organization, customer = tenant.organization, reminder.account.customer
    preferred = organization.language_of(reminder.contact.language, customer.language)
    words = reminder.due.step.words(preferred, organization.language)
    if words is None:
        raise RuntimeError("a step that sends itself has words")
    return words


def _warn(mail: NextMail, *, sooner: bool) -> None:
    if mail.too_soon and not sooner:
        until, last = mail.too_soon.until.isoformat(), mail.too_soon.last.isoformat()
        raise Refused(Fault("contacted_lately", "sooner", {"last": last, "until": until}))


def _outreach(tenant: Tenant, ref: EnrolmentRef, due: Due, at: datetime, attempt: str) -> OutreachRef:
    """A name of its own for each attempt: a mail that was not taken is followed by another mail."""
    key = DueKey(tenant.id, ref.customer, ref.enrolment, due.cycle.number, due.step.id)
    name = derived("by hand", key.outreach, attempt, at.isoformat())
    return OutreachRef(tenant.id, ref.customer, at.replace(microsecond=0), name)
