"""A to-do's e-mail, edited and sent by a person: at most once, by the rules of every send (A13, A17)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from relance.domain.customer import Account, Contact
from relance.domain.cycle import Cycle
from relance.domain.decision import Due
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Conflict, Fault, Refused
from relance.domain.handling import being_sent, reminded_by_hand, still_open, taken_back
from relance.domain.ids import derived
from relance.domain.organization import Member
from relance.domain.outreach import OutreachRef
from relance.domain.plan import Message, PlanStep, StepKind
from relance.domain.task import Task, TaskKind
from relance.usecases.customers.handle_task import HandleTask, TaskRef
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.composing import Composed, Reminder
from relance.usecases.ports.enrolments import DueKey
from relance.usecases.ports.mailing import Mailer
from relance.usecases.sending.leave import Leave
from relance.usecases.sending.leave_by_hand import MailByHand, Sent, about_to_leave
from relance.usecases.sending.write_reminder import WriteReminder


@dataclass(frozen=True, slots=True)
class HandWritten:
    """What a person makes of the message. Subject and body are in the template language."""

    message: Message
    to: str
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What the person begins with: the step's own words and recipients. `to` None: nobody has an address."""

    language: str
    message: Message
    to: str | None
    cc: tuple[str, ...]
    reminder: Reminder


@dataclass(frozen=True)
class SendByHand:
    """Claims the to-do, sends once, records. What became of a mail nobody knows of is asked of a person."""

    handle_task: HandleTask
    leave: Leave
    write_reminder: WriteReminder
    mailer: Mailer
    clock: Clock

    def draft(self, tenant: Tenant, ref: TaskRef, member: Member | None) -> Draft:
        """Raises NotFound, or Refused when there is nothing to send."""
        account, task = self._look(tenant, ref)
        contact, organization = _recipient(account, task) or Contact(""), tenant.organization
        step = _step(tenant, account, task)
        preferred = organization.language_of(contact.language, account.customer.language)
        language, message = step.words(preferred, organization.language) or (preferred, Message("", ""))
        reminder = self._reminder(tenant, account, task, step, contact, member)
        return Draft(language, message, contact.email, step.cc, reminder)

    def send(self, tenant: Tenant, ref: TaskRef, mail: HandWritten, member: Member | None, by: str) -> Sent:
        """Whatever becomes of it, it is written down.

        Raises NotFound; Refused with what is wrong with the message, or when the to-do is closed; Conflict
        when the receivables it speaks of changed while it was written.
        """
        account, task = self._look(tenant, ref)
        composed, reminder = self._composed(tenant, account, task, mail, member)
        hand = self.handle_task.hand(tenant, by)
        record = about_to_leave(
            _ref(tenant.id, task, hand.at),
            reminder,
            composed,
            enrolment=task.enrolment,
            cycle=task.cycle,
            step=task.step,
        )

        def claimed(now: Account, open_: Task) -> Account:
            if now.receivables != account.receivables or open_.outreach != task.outreach:
                raise Conflict(f"customer {ref.customer} changed while the mail was written")
            return being_sent(now, open_, record.ref, hand)

        self.handle_task.apply(tenant, ref, claimed)
        departure = MailByHand(
            self.handle_task.change_account,
            tenant,
            composed.envelope,
            record,
            lambda now, review: taken_back(now, review, ref.id),
            also=(ref.id,),
        )
        return departure.leave(self.leave, self.mailer)

    def _look(self, tenant: Tenant, ref: TaskRef) -> tuple[Account, Task]:
        account, task = self.handle_task.look(tenant.id, ref)
        still_open(task)
        if task.kind not in (TaskKind.EMAIL, TaskKind.REVIEW_SEND):
            raise Refused(Fault("task_is_no_email", "task"))
        return account, task

    def _composed(
        self, tenant: Tenant, account: Account, task: Task, mail: HandWritten, member: Member | None
    ) -> tuple[Composed, Reminder]:
        known = next((c for c in account.contacts if c.email == mail.to), None)
        contact = known or replace(_recipient(account, task) or Contact(""), name="", email=mail.to)
        language = tenant.organization.language_of(contact.language, account.customer.language)
        step = replace(_step(tenant, account, task), messages={language: mail.message}, cc=mail.cc)
        reminder = self._reminder(tenant, account, task, step, contact, member)
        return self.write_reminder.compose(reminder), reminder

    def _reminder(
        self,
        tenant: Tenant,
        account: Account,
        task: Task,
        step: PlanStep,
        contact: Contact,
        member: Member | None,
    ) -> Reminder:
        today = tenant.calendar.today(self.clock.now())
        invoices = reminded_by_hand(account, task, today)
        return self.write_reminder.reminder(
            tenant,
            account,
            Due(step, Cycle(task.cycle or 0, invoices[0].number), invoices[0], invoices),
            contact,
            today,
            enrolment=task.enrolment or Enrolment.identity(tenant.id, task.customer, None),
            sender=member,
            by_hand=True,
        )


def _recipient(account: Account, task: Task) -> Contact | None:
    """Whom the plan would write to."""
    own = account.enrolments.get(task.enrolment or "")
    return account.recipient_of(own) if own else account.recipient


def _step(tenant: Tenant, account: Account, task: Task) -> PlanStep:
    """The step that the to-do is about; a step without words when an edit of the plan removed it."""
    own = account.enrolments.get(task.enrolment or "")
    if own is not None:
        plan = tenant.plans.get(tenant.id, own.plan, own.plan_version)
        position = plan.index(task.step or "")
        if position is not None:
            return plan.steps[position]
    return PlanStep(task.step or "", StepKind.EMAIL, 0)


def _ref(org: str, task: Task, at: datetime) -> OutreachRef:
    """The name of the mail. The first mail of a step has the name that a worker would give it, so that it
    cannot leave twice; a mail that follows one which did not leave has another name.
    """
    if task.outreach:
        name = derived("again", task.outreach)
    else:
        name = DueKey(org, task.customer, task.enrolment or "", task.cycle or 0, task.step or "").outreach
    return OutreachRef(org, task.customer, at.replace(microsecond=0), name)
