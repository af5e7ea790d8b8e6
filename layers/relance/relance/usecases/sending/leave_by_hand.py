"""A mail that a person sends, once it is claimed: kept, sent once, and what became of it written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from relance.domain.customer import Account
from relance.domain.handling import found_refused, found_sent
from relance.domain.outreach import Outreach, OutreachRef
from relance.domain.review import review_id
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.composing import Composed, Reminder
from relance.usecases.ports.mailing import (
    Accepted,
    Envelope,
    Mailer,
    Rejected,
    SendResult,
    Throttled,
    Unknown,
)
from relance.usecases.sending.leave import Leave, pending

# What undoes the claim, given the account and the id of the question that the claim has asked.
type TakeBack = Callable[[Account, str], Account]


@dataclass(frozen=True, slots=True)
class Sent:
    """The line in the history, and what the mail service answered."""

    outreach: Outreach
    result: SendResult


@dataclass(frozen=True)
class MailByHand:
    """The mail of a step, claimed by a person (`Departure`).

    The claim asked at once what became of the mail ("possibly not sent"): the question is taken back when
    that is known, and an unknown leaves the question standing. `take_back` undoes the claim of a mail that
    the mail service did not take; `also` names the closed to-dos it needs.
    """

    change_account: ChangeAccount
    tenant: Tenant
    message: Envelope
    record: Outreach
    take_back: TakeBack
    also: tuple[str, ...] = ()
    is_recorded_by_its_claim: bool = False

    def leave(self, leave: Leave, mailer: Mailer) -> Sent:
        result = leave.run(self, mailer)
        return Sent(leave.outreaches.get(self.record.ref) or self.record, result)

    def confirm(self, told: Outreach, result: SendResult) -> None:
        review = review_id(told.ref)
        run = partial(self.change_account.run, self.tenant, told.ref.customer)
        sent_on = self.tenant.calendar.today(told.ref.at)
        match result:
            case Accepted():
                run(lambda account: found_sent(account, review, sent_on))
            case Rejected(reason=reason):
                run(lambda account: found_refused(account, review, reason))
            case Throttled():
                run(lambda account: self.take_back(account, review), also=self.also)
            case Unknown():
                pass


def about_to_leave(
    ref: OutreachRef,
    reminder: Reminder,
    composed: Composed,
    *,
    enrolment: str | None,
    cycle: int | None,
    step: str | None,
) -> Outreach:
    """The record of a mail that a person sends, kept before it leaves."""
    return replace(
        pending(ref, composed.envelope.recipients, composed),
        automatic=False,
        sender=reminder.sender.id,
        invoices=tuple(invoice.number for invoice in reminder.due.invoices),
        enrolment=enrolment,
        cycle=cycle,
        step=step,
    )
