"""A mail that a person sends, once it is claimed: kept, sent once, and what became of it written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from relance.domain.customer import Account
from relance.domain.handling import found_refused, found_sent
from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.domain.task import Task, TaskKind
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.composing import Composed, Reminder
from relance.usecases.ports.mailing import Accepted, Mailer, Rejected, SendResult, Throttled, Unknown
from relance.usecases.ports.outreaches import Outreaches

# Of the account and the id of the question that the claim has asked.
type TakeBack = Callable[[Account, str], Account]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was kept of it, and what the mail service answered."""

    outreach: Outreach
    result: SendResult


@dataclass(frozen=True)
class LeaveByHand:
    """The claim asked at once what became of the mail: the question is taken back when that is known."""

    change_account: ChangeAccount
    outreaches: Outreaches
    mailer: Mailer

    def run(
        self,
        tenant: Tenant,
        composed: Composed,
        record: Outreach,
        take_back: TakeBack,
        also: tuple[str, ...] = (),
    ) -> Sent:
        """`take_back` undoes the claim of what the mail service did not take; `also` is the history it
        needs. An unknown leaves the question standing.
        """
        self.outreaches.record(record)
        result = self.mailer.send(composed.envelope, record.ref)
        review = Task.identity(tenant.id, TaskKind.REVIEW_SEND, record.ref.id)
        run = partial(self.change_account.run, tenant, record.ref.customer)
        sent_on = tenant.calendar.today(record.ref.at)
        match result:
            case Accepted(message_id=message_id):
                told = replace(_became(record, EmailStatus.SENT), message_id=message_id)
                self.outreaches.record(told)
                run(lambda account: found_sent(account, review, sent_on))
            case Rejected(reason=reason):
                self.outreaches.record(told := _became(record, EmailStatus.FAILED, reason))
                run(lambda account: found_refused(account, review, reason))
            case Throttled(reason=reason):
                self.outreaches.record(told := _became(record, EmailStatus.FAILED, reason))
                run(lambda account: take_back(account, review), also=also)
            case Unknown(cause=cause):
                self.outreaches.record(told := _became(record, EmailStatus.UNKNOWN, cause))
        return Sent(told, result)


def about_to_leave(
    ref: OutreachRef,
    reminder: Reminder,
    composed: Composed,
    *,
    enrolment: str | None,
    cycle: int | None,
    step: str | None,
) -> Outreach:
    """The record of a mail, kept before it leaves."""
    return Outreach(
        ref=ref,
        status=EmailStatus.PENDING,
        recipients=dict.fromkeys(composed.envelope.recipients, EmailStatus.PENDING),
        subject=composed.subject,
        text=composed.text,
        language=composed.language,
        automatic=False,
        sender=reminder.sender.id,
        invoices=tuple(invoice.number for invoice in reminder.due.invoices),
        enrolment=enrolment,
        cycle=cycle,
        step=step,
    )


def _became(record: Outreach, status: EmailStatus, detail: str = "") -> Outreach:
    return replace(record, status=status, recipients=dict.fromkeys(record.recipients, status), detail=detail)
