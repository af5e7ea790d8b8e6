"""Whether a run sent anything twice, or lost anything without a word."""

from __future__ import annotations

from collections.abc import Iterator

from relance.domain.outreach import EmailStatus
from relance.domain.task import Task, TaskKind
from relance.usecases.ports.enrolments import DueKey
from tests.crash.mail_service import Tells
from tests.crash.platform import ORG, Platform


def doubled(ran: Platform) -> list[str]:
    """Outreaches the mail service took more than once."""
    return [outreach for outreach, times in ran.mail.taken.items() if times > 1]


def lost(ran: Platform, clean: Platform) -> Iterator[str]:
    """Every step of the clean run that this one neither did nor shows, and every lie it tells."""
    records, reviews = ran.records(), ran.reviews()
    waiting = _waiting_for_review(ran)
    for ref in clean.mail.refs:
        record = records.get(ref.id)
        if record is None:
            if ref.customer not in waiting:
                yield f"{ref.customer}: a step was skipped without a record"
        elif not record.status.left_us and ref.id not in reviews:
            yield f"{ref.customer} {record.step}: {record.status.name}, and nobody was asked"
    yield from _lies(ran)
    raised = {task.id for task in ran.todos()}
    for task in clean.todos():
        # Nobody can tell afterwards whether an e-mail step was handed over or mailed; of a call one can.
        shown = task.kind is TaskKind.FIX_CONTACT and _outreach(task) in reviews
        if task.id not in raised and not shown and task.customer not in waiting:
            yield f"{task.customer}: the to-do {task.kind} {task.step} was never raised"
    for customer in ran.customers():
        for enrolment in ran.bare.accounts.load(ORG, customer).enrolments.values():
            if enrolment.is_sending:
                yield f"{customer}: stuck at sending"


def _outreach(task: Task) -> str:
    """What a mail of the to-do's step would be called."""
    return DueKey(ORG, task.customer, task.enrolment or "", task.cycle or 0, task.step or "").outreach


def _lies(ran: Platform) -> Iterator[str]:
    for outreach, record in ran.records().items():
        taken = ran.mail.taken[outreach]
        if record.status.left_us and not taken:
            yield f"{record.step}: said to be sent, and never was"
        if taken and ran.bad.tells is not Tells.NEVER:
            if record.status is not EmailStatus.DELIVERED:
                yield f"{record.step}: delivered, but recorded as {record.status.name}"
            if outreach in ran.reviews():
                yield f"{record.step}: a person is asked about a mail known to be delivered"


def _waiting_for_review(ran: Platform) -> set[str]:
    """Customers whose plan waits for a person to look at a send that was refused."""
    waiting = set()
    for customer in ran.customers():
        for enrolment in ran.bare.accounts.load(ORG, customer).enrolments.values():
            if enrolment.awaiting is TaskKind.REVIEW_SEND:
                waiting.add(customer)
    return waiting
