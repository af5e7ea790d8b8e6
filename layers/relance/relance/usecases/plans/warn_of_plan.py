"""What a plan that is about to be published would do to the customers it is hardest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from relance.domain.customer import Account, Contact, Customer
from relance.domain.decision import Execute
from relance.domain.money import Money
from relance.domain.plan import CountsFrom, DunningPlan, Level, PlanStep
from relance.domain.plan_warning import (
    VERY_LATE_DAYS,
    Morning,
    PlanWarning,
    TurnsNeverCome,
    WorstWeek,
    is_pressing,
)
from relance.domain.receivables import Invoice, InvoiceStatus, Receivables
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.listings import Listings

_WEEK: Final = timedelta(days=7)
# Closed days may lie before the first morning.
_LOOKED_AT: Final = timedelta(days=45)
_INVOICES: Final = 3
# A plan of one step has no length of its own.
_SHORTEST_PLAN_DAYS: Final = 30
_A_PAGE: Final = 200
_MOST_INVOICES: Final = 10_000
_MOST_CUSTOMERS: Final = 50


@dataclass(frozen=True)
class WarnOfPlan:
    listings: Listings

    def run(self, tenant: Tenant, plan: DunningPlan, now: datetime) -> Iterator[PlanWarning]:
        """`tenant` is the organization as if the plan were in force already."""
        if is_pressing(plan):
            yield worst_week(tenant, plan, now)
        if plan.level is Level.INVOICE and plan.min_contact_delay_days:
            yield from self._turns(tenant, plan)

    def _turns(self, tenant: Tenant, plan: DunningPlan) -> Iterator[TurnsNeverCome]:
        """Of the customer of this plan who has the most open invoices, when these are too many."""
        length, delay = _length(plan), plan.min_contact_delay_days
        for customer, invoices in self._open_invoices(tenant.id).most_common(_MOST_CUSTOMERS):
            if invoices * delay <= length:
                return
            if tenant.organization.plan_of(self.listings.customer(tenant.id, customer).customer) == plan.id:
                yield TurnsNeverCome(customer, invoices, delay, length)
                return

    def _open_invoices(self, org: str) -> Counter[str]:
        """By customer; counted to a limit, since publishing waits for it."""
        counted: Counter[str] = Counter()
        after = None
        while counted.total() < _MOST_INVOICES:
            page = self.listings.invoices(org, InvoiceStatus.DUE, _A_PAGE, after)
            counted.update(line.customer for line in page.lines)
            after = page.after
            if after is None:
                break
        return counted


def worst_week(tenant: Tenant, plan: DunningPlan, now: datetime) -> WorstWeek:
    """The first week of a customer who is very late, as the simulation has it: from the first morning on
    which it gets an e-mail.
    """
    today = tenant.calendar.today(now)
    late = max(VERY_LATE_DAYS, *(step.offset_days for step in plan.steps))
    on = replace(tenant, organization=replace(tenant.organization, sending=True, stale_after_days=None))
    forecasts = on.simulate(_very_late(on, plan, today, late), today, today + _LOOKED_AT, now)
    sent = [(f.day, f.decision.due.step) for f in forecasts if isinstance(f.decision, Execute)]
    week = [(day, step) for day, step in sent if day < sent[0][0] + _WEEK]
    return WorstWeek(late, _INVOICES, tuple(_mornings(week)))


def _mornings(week: list[tuple[date, PlanStep]]) -> Iterator[Morning]:
    for day, of_day in groupby(week, key=lambda sent: sent[0]):
        yield Morning(day, tuple(step for _, step in of_day))


def _very_late(tenant: Tenant, plan: DunningPlan, today: date, late: int) -> Account:
    """A customer that does not exist, with invoices that have been due for `late` days and longer."""
    organization = tenant.organization
    currency = organization.currency
    total = Money(organization.remind_from.get(currency, 0) + 1_000_00, currency)
    days = [today - timedelta(days=late + 7 * n) for n in range(_INVOICES)]
    invoices = [Invoice(f"{n}", due - timedelta(days=30), due, total) for n, due in enumerate(days, 1)]
    return Account(
        Customer("very-late", "", plan=plan.id),
        contacts=(Contact("contact", email="very-late@customer.example", main=True),),
        receivables=Receivables({invoice.number: invoice for invoice in invoices}),
    )


def _length(plan: DunningPlan) -> int:
    """Days from the first of its steps after the due date to its last."""
    counted = (step for step in plan.steps if step.counts_from is CountsFrom.DUE_DATE)
    offsets = [step.offset_days for step in counted if step.offset_days >= 0]
    return (max(offsets) - min(offsets) if offsets else 0) or _SHORTEST_PLAN_DAYS
