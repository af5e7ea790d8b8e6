"""Which enrolments an account has: one for the customer, or one an invoice, by its plan's level (A7, A9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.desk import Desk
from relance.domain.enrolment import Enrolment
from relance.domain.plan import DunningPlan, Level
from relance.domain.progress import withdraw


def enrolled(account: Account, plan: DunningPlan | None, org: str, today: date) -> Account:
    """The account with the enrolments that `plan` calls for, each on its current version. `plan` None means
    no reminders at all.

    An enrolment that is not called for is set aside with its place: taken up again, it never repeats a step.
    An enrolment that is being sent is left to its worker.
    """
    desk = Desk(_with_contacts_remembered(account), today)
    for enrolment in tuple(desk.enrolments.values()):
        if not enrolment.is_sending:
            _align(desk, enrolment, plan)
    for invoice in _subjects(account, plan):
        enrolment_id = Enrolment.identity(org, account.customer.id, invoice)
        if plan and enrolment_id not in desk.enrolments:
            desk.put(Enrolment(enrolment_id, account.customer.id, plan.id, plan.version, today, invoice))
    return desk.account


def _align(desk: Desk, enrolment: Enrolment, plan: DunningPlan | None) -> None:
    """Puts one enrolment as the plan has it: set aside, taken up again, or brought to the current version.

    An invoice's own enrolment stays when it is paid: it may re-open (a reversal).
    """
    if plan is None or (enrolment.invoice is None) != (plan.level is Level.CUSTOMER):
        if not enrolment.is_retired:
            withdraw(desk, enrolment)
            desk.put(enrolment.retired())
        return
    if enrolment.is_retired:
        enrolment = replace(enrolment.released(), enrolled_on=desk.today)
    if (enrolment.plan, enrolment.plan_version) != (plan.id, plan.version):
        enrolment = enrolment.moved_to(plan, desk.today)
    desk.put(enrolment)


def _subjects(account: Account, plan: DunningPlan | None) -> tuple[str | None, ...]:
    if plan is None:
        return ()
    if plan.level is Level.CUSTOMER:
        return (None,)
    return tuple(invoice.number for invoice in account.receivables.open)


def _with_contacts_remembered(account: Account) -> Account:
    """The last contact of an invoice's own enrolment stays the customer's when the invoice closes."""
    open_now = {invoice.number for invoice in account.receivables.open}
    closed = (e for e in account.enrolments.values() if e.invoice is not None and e.invoice not in open_now)
    days = [e.last_contact_on for e in closed if e.last_contact_on]
    last = max((*days, account.customer.contacted_on or date.min), default=date.min)
    if last == (account.customer.contacted_on or date.min):
        return account
    return replace(account, customer=replace(account.customer, contacted_on=last))
