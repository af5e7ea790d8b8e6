"""A reminder mailed to the member who asks, not to the customer; nothing is changed by it (A11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from relance.domain.customer import Account, Contact
from relance.domain.cycle import Cycle
from relance.domain.decision import CreateTask, Decision, Due, Execute, OnHold, Wait
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.organization import Member
from relance.domain.plan import DunningPlan, Level, Message, PlanStep, StepKind
from relance.domain.receivables import Invoice
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.composing import Reminder
from relance.usecases.ports.mailing import Notifier, SendResult
from relance.usecases.sending.write_reminder import WriteReminder

_MARK = "[Test] "


@dataclass(frozen=True)
class TryReminder:
    accounts: Accounts
    write_reminder: WriteReminder
    notifier: Notifier

    def run(
        self, tenant: Tenant, number: str, step_id: str | None, member: Member, now: datetime
    ) -> SendResult:
        """As the step's e-mail would read today; without `step_id` the next one of the invoice's plan.

        Raises NotFound, or Refused when there is nothing to show.
        """
        customer = self.accounts.customer_of(tenant.id, number)
        if customer is None:
            raise NotFound(f"invoice {number}")
        account = self.accounts.load(tenant.id, customer, (number,))
        reminder = self._reminder(tenant, account, number, step_id, member, now)
        return self.notifier.notify(self.write_reminder.compose(reminder).envelope)

    def _reminder(
        self,
        tenant: Tenant,
        account: Account,
        number: str,
        step_id: str | None,
        member: Member,
        now: datetime,
    ) -> Reminder:
        plan = tenant.plan_of(account)
        if plan is None:
            raise Refused(Fault("no_plan", "invoice"))
        today = tenant.calendar.today(now)
        named = account.receivables.in_short(number)
        number = named.number if named else number
        alone = number if plan.level is Level.INVOICE else None
        of_contact = account.group_of(named) if named and alone is None else None
        enrolment = Enrolment.identity(tenant.id, account.customer.id, alone, of_contact)
        due = _due(tenant, account, enrolment, now)
        step = _marked(_step(plan, step_id, due))
        invoices = due.invoices if due else _open(account, number)
        contact = replace(account.recipient or Contact(""), email=member.email)
        about = Due(step, Cycle(0, invoices[0].number), invoices[0], invoices)
        # An answer to a test is no customer's.
        return self.write_reminder.reminder(tenant, account, about, contact, today, answered_at=member.email)


def _due(tenant: Tenant, account: Account, enrolment: str, now: datetime) -> Due | None:
    """What the enrolment's next step is about."""
    today = tenant.calendar.today(now)
    forecasts = tenant.simulate(account, today, today, now)
    decision = next((f.decision for f in forecasts if f.enrolment == enrolment), None)
    return _due_of(decision) if decision else None


def _due_of(decision: Decision) -> Due | None:
    match decision:
        case Execute(due=due) | CreateTask(due=due) | Wait(due=due) | OnHold(due=due):
            return due
        case _:
            return None


def _open(account: Account, number: str) -> tuple[Invoice, ...]:
    invoice = account.receivables.invoices.get(number)
    if invoice is None:
        raise NotFound(f"invoice {number}")
    if invoice not in account.receivables.open:
        raise Refused(Fault("nothing_open", "invoice"))
    return (invoice,)


def _step(plan: DunningPlan, step_id: str | None, due: Due | None) -> PlanStep:
    """The step that is asked for; else the first e-mail from the next step on, or the last e-mail of all."""
    mails = [step for step in plan.steps if step.kind is StepKind.EMAIL and step.messages]
    if step_id is not None:
        mails = [step for step in mails if step.id == step_id]
    if not mails:
        raise Refused(Fault("no_such_email", "step"))
    begin = due.step.offset_days if due else plan.steps[-1].offset_days + 1
    return next((step for step in mails if step.offset_days >= begin), mails[-1])


def _marked(step: PlanStep) -> PlanStep:
    """The step with a mark in its subject, so that nobody takes the test for a real reminder, and without
    copies.
    """
    messages = {tag: Message(_MARK + words.subject, words.body) for tag, words in step.messages.items()}
    return replace(step, messages=messages, cc=())
