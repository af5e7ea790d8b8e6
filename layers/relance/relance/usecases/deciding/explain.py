"""Why was this sent, why not, when will it be: past, present and next, from the code that decides (F1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from relance.domain.arrivals import Announced, announced
from relance.domain.customer import Account, Customer
from relance.domain.decision import (
    CreateTask,
    Decision,
    Execute,
    Finish,
    ListedBeside,
    NothingOwed,
    OnHold,
    RemindersOff,
    Wait,
)
from relance.domain.desk import Desk
from relance.domain.engine import left_out, stands_back
from relance.domain.enrolment import Enrolment
from relance.domain.errors import NotFound
from relance.domain.money import Money
from relance.domain.outreach import Outreach
from relance.domain.plan import PlanStep
from relance.domain.subject import Subject
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.outreaches import Outreaches, sent_to

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Present:
    """What is decided today about one enrolment; `enrolment` None when the customer is on no plan.

    `next_on` is when its step will run as things stand: today, a later day, None for not before something
    changes.
    """

    enrolment: str | None
    decision: Decision
    step: PlanStep | None
    next_on: date | None


@dataclass(frozen=True, slots=True)
class ParentCredit:
    """Money that the customer's parent has paid and that no invoice of the parent takes: perhaps it was meant
    for the customer.
    """

    name: str
    amounts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`past` is what was sent, the latest first."""

    account: Account
    today: date
    present: tuple[Present, ...]
    past: tuple[Outreach, ...]
    announced: tuple[Announced, ...] = ()
    parent: ParentCredit | None = None


@dataclass(frozen=True)
class ExplainCustomer:
    accounts: Accounts
    outreaches: Outreaches

    def of_customer(self, tenant: Tenant, customer: str, now: datetime) -> Explanation:
        """Raises NotFound."""
        account = self.accounts.load(tenant.id, customer)
        past = sent_to(self.outreaches, tenant.id, account.customer, _SHOWN)
        today, to_come = tenant.calendar.today(now), tuple(announced(account))
        parent = self._parent_credit(tenant.id, account)
        return Explanation(account, today, _present(tenant, account, now), past, to_come, parent)

    def of_invoice(self, tenant: Tenant, number: str, now: datetime) -> Explanation:
        """Explains the enrolment that reminds of the invoice: the invoice's own, or its customer's. Raises
        NotFound.
        """
        owner = self.accounts.customer_of(tenant.id, number)
        if owner is None:
            raise NotFound(f"invoice {number}")
        account, today = self.accounts.load(tenant.id, owner, (number,)), tenant.calendar.today(now)
        customer = account.customer.id
        past = self._sent_about(tenant.id, account.customer, number)[:_SHOWN]
        named = account.receivables.in_short(number)
        to_come = tuple(announced(account, (named.document or named.number) if named else number))
        number = named.number if named else number
        contact = account.group_of(named) if named else None
        own = (
            Enrolment.identity(tenant.id, customer, number),
            Enrolment.identity(tenant.id, customer, None, contact),
        )
        present = tuple(one for one in _present(tenant, account, now) if one.enrolment in (*own, None))
        left = _left(account, number, today)
        if left is None and (back := _stands_back(tenant, account, own, number, now)):
            # Who is listed beside another invoice is reminded when that one is.
            is_beside = isinstance(back.decision, Finish) and isinstance(back.decision.why, ListedBeside)
            present = (back, *present) if is_beside else (back,)
        parent = self._parent_credit(tenant.id, account)
        return Explanation(account, today, (left,) if left else present, past, to_come, parent)

    def _parent_credit(self, org: str, account: Account) -> ParentCredit | None:
        if account.customer.parent is None:
            return None
        try:
            parent = self.accounts.load(org, account.customer.parent)
        except NotFound:
            return None
        over = tuple(-balance for balance in parent.receivables.balances.values() if balance.minor < 0)
        return ParentCredit(parent.customer.name, over) if over else None

    def last_reminder(self, org: str, number: str) -> Outreach:
        """The last mail of a plan about the invoice, whoever sent it. Raises NotFound when there was none."""
        customer = self.accounts.customer_of(org, number)
        sent = self._sent_about(org, self.accounts.load(org, customer).customer, number) if customer else ()
        for outreach in sent:
            if outreach.step is not None:
                return outreach
        raise NotFound(f"a reminder of invoice {number}")

    def _sent_about(self, org: str, customer: Customer, number: str) -> tuple[Outreach, ...]:
        """Among the latest to the customer."""
        sent = sent_to(self.outreaches, org, customer, 10 * _SHOWN)
        return tuple(
            outreach
            for outreach in sent
            if any(number in (one, one.rpartition("@")[0]) for one in outreach.invoices)
        )


def _left(account: Account, number: str, today: date) -> Present | None:
    """The invoice is not among the invoices that are reminded at all."""
    if number not in account.receivables.invoices:
        raise NotFound(f"invoice {number}")
    why = left_out(account.receivables, number, today)
    return Present(None, Finish(why), None, None) if why else None


def _stands_back(
    tenant: Tenant, account: Account, enrolments: tuple[str, ...], number: str, now: datetime
) -> Present | None:
    """The invoice is reminded of only beside others: its plan is done, or what is left of it is too small."""
    today = tenant.calendar.today(now)
    prepared = tenant.prepared(account, today)
    for enrolment_id in enrolments:
        enrolment = prepared.enrolments.get(enrolment_id)
        if enrolment and not enrolment.is_retired and (plan := tenant.plan_of(prepared)):
            why = stands_back(Subject.of(Desk(prepared, today), enrolment, plan), number)
            if why:
                return Present(enrolment_id, Finish(why), None, None)
    return None


def _present(tenant: Tenant, account: Account, now: datetime) -> tuple[Present, ...]:
    """The day's first decision about each enrolment, as the simulation has it."""
    today = tenant.calendar.today(now)
    forecasts = sorted(tenant.simulate(account, today, today, now), key=lambda forecast: forecast.enrolment)
    found = tuple(
        _of(enrolment, next(of_enrolment).decision, today)
        for enrolment, of_enrolment in groupby(forecasts, key=lambda forecast: forecast.enrolment)
    )
    if found:
        return found
    on_a_plan = tenant.plan_of(account) is not None
    return (Present(None, Finish(NothingOwed() if on_a_plan else RemindersOff()), None, None),)


def _of(enrolment: str, decision: Decision, today: date) -> Present:
    match decision:
        case Execute(due=due) | CreateTask(due=due):
            return Present(enrolment, decision, due.step, today)
        case Wait(until=until, due=due):
            return Present(enrolment, decision, due.step, until)
        case OnHold(until=until, due=due):
            return Present(enrolment, decision, due.step if due else None, until)
        case Finish():
            return Present(enrolment, decision, None, None)
