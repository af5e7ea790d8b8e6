"""May the next step of a plan be mailed by hand, before its turn? (A11)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from relance.domain.customer import Account
from relance.domain.decision import (
    AllDisputed,
    AwaitingPerson,
    CreateTask,
    Decision,
    Due,
    Execute,
    Finish,
    InvoiceLeft,
    OnHold,
    Wait,
)
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Fault, Refused
from relance.domain.plan import DunningPlan
from relance.domain.receivables import InvoiceStatus


@dataclass(frozen=True, slots=True)
class TooSoon:
    """The customer was contacted on `last`; the plan would write again on `until` at the earliest."""

    last: date
    until: date


def next_mail(account: Account, own: Enrolment, decision: Decision) -> Due:
    """The step that would leave next, with what it is about; its day need not have come.

    Raises Refused with what stands in the way: a hold, a dispute, a person's to-do.
    """
    if account.is_sending:
        raise Refused(Fault("mail_is_leaving", "enrolment"))
    match decision:
        case OnHold(why=why):
            raise Refused(Fault("next_on_hold", "enrolment", {"kind": why.kind}))
        case Wait(why=AwaitingPerson(task=task)):
            raise Refused(Fault("next_awaits_person", "enrolment", {"task": task}))
        case Finish(why=AllDisputed() | InvoiceLeft(status=InvoiceStatus.IN_DISPUTE)):
            raise Refused(Fault("next_in_dispute", "enrolment"))
        case Finish():
            raise Refused(Fault("nothing_next", "enrolment"))
        case Execute(due=due) | Wait(due=due) | CreateTask(due=due):
            return _sendable(account, own, due)


def _sendable(account: Account, own: Enrolment, due: Due) -> Due:
    if not due.step.sends_itself or due.step.is_letter:
        raise Refused(Fault("next_is_manual", "enrolment", {"step": due.step.id}))
    if account.recipient_of(own) is None:
        raise Refused(Fault("next_without_address", "enrolment"))
    return due


def too_soon(account: Account, own: Enrolment, plan: DunningPlan, today: date) -> TooSoon | None:
    """Whether the plan itself would still wait since the last contact: a person may know better."""
    last = account.last_contact_of(account.contact_of(own))
    if last is None:
        return None
    until = max(last + timedelta(days=plan.min_contact_delay_days), own.resume_on or date.min)
    if own.last_contact_on == today:
        until = max(until, today + timedelta(days=1))
    return TooSoon(last, until) if until > today else None
