"""Which enrolments an account has: one for the customer, or one an invoice, by its plan's level (A7, A9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment
from relance.domain.plan import DunningPlan, Level
from relance.domain.progress import withdrawn


def enrolled(account: Account, plan: DunningPlan | None, org: str, today: date) -> Account:
    """The account with exactly the enrolments `plan` calls for, each on its current version.

    None is no reminders at all. What leaves is forgotten but for its last contact, which stays the
    customer's.
    """
    if plan is None:
        return _retired(account, account.enrolments.values())
    account = _with_contacts_remembered(account)
    wanted = {Enrolment.identity(org, account.customer.id, n): n for n in _subjects(account, plan)}
    account = _retired(account, (e for e in account.enrolments.values() if _is_other(e, plan)))
    for known in tuple(account.enrolments.values()):
        if not known.is_sending and (known.plan, known.plan_version) != (plan.id, plan.version):
            account = account.with_enrolment(known.moved_to(plan, today))
    for enrolment_id, invoice in wanted.items():
        if enrolment_id not in account.enrolments:
            new = Enrolment(enrolment_id, account.customer.id, plan.id, plan.version, today, invoice)
            account = account.with_enrolment(new)
    return account


def _subjects(account: Account, plan: DunningPlan) -> tuple[str | None, ...]:
    if plan.level is Level.CUSTOMER:
        return (None,)
    return tuple(invoice.number for invoice in account.receivables.open)


def _is_other(enrolment: Enrolment, plan: DunningPlan) -> bool:
    """Of the other level. An invoice's own enrolment stays when it is paid: it may re-open (a reversal)."""
    return (enrolment.invoice is None) != (plan.level is Level.CUSTOMER)


def _with_contacts_remembered(account: Account) -> Account:
    """The last contact of an invoice's own enrolment stays the customer's when the invoice closes."""
    open_now = {invoice.number for invoice in account.receivables.open}
    closed = (e for e in account.enrolments.values() if e.invoice is not None and e.invoice not in open_now)
    days = [e.last_contact_on for e in closed if e.last_contact_on]
    last = max((*days, account.customer.contacted_on or date.min), default=date.min)
    if last == (account.customer.contacted_on or date.min):
        return account
    return replace(account, customer=replace(account.customer, contacted_on=last))


def _retired(account: Account, leaving: Iterable[Enrolment]) -> Account:
    """Without those that leave; what is being sent stays until its worker is done."""
    for enrolment in tuple(leaving):
        if not enrolment.is_sending:
            stay = {key: e for key, e in account.enrolments.items() if key != enrolment.id}
            customer = replace(account.customer, contacted_on=account.last_contact_on)
            account = replace(withdrawn(account, enrolment), customer=customer, enrolments=stay)
    return account
