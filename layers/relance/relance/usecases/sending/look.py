"""One reading of a customer's account by the worker that has claimed one of its enrolments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from relance.domain.claim import Claim
from relance.domain.customer import Account
from relance.domain.decision import Decision, Due, Finish, RemindersOff
from relance.domain.enrolment import Enrolment
from relance.domain.outreach import OutreachRef
from relance.domain.plan import PlanStep
from relance.usecases.deciding.tenants import Tenant


@dataclass(frozen=True)
class Look:
    """`stored` is the account as it was read, `claimed` the enrolment in it, with its claim."""

    tenant: Tenant
    stored: Account
    claimed: Enrolment
    now: datetime

    @property
    def org(self) -> str:
        return self.tenant.id

    @cached_property
    def today(self) -> date:
        return self.tenant.calendar.today(self.now)

    @cached_property
    def account(self) -> Account:
        """The enrolment released, and under its plan's current version."""
        return self.tenant.prepared(self.stored.with_enrolment(self.claimed.released()), self.today)

    @property
    def enrolment(self) -> Enrolment:
        return self.account.enrolments[self.claimed.id]

    @cached_property
    def decision(self) -> Decision:
        if self.enrolment.is_retired:
            return Finish(RemindersOff())
        return self.tenant.decide(self.account, self.enrolment, self.now)

    @property
    def claim(self) -> Claim:
        if self.claimed.claim is None:
            raise ValueError("only a claimed enrolment is looked at")
        return self.claimed.claim

    @property
    def claimed_on(self) -> date:
        return self.tenant.calendar.today(self.claim.claimed_at)

    @property
    def ref(self) -> OutreachRef:
        return OutreachRef(self.org, self.claimed.customer, self.claim.claimed_at, self.claim.outreach)

    @property
    def claimed_step(self) -> PlanStep | None:
        """The step the claim is for; None when the enrolment was only to be looked at (a hold that ended)."""
        cycle = self.claimed.cycle
        if cycle is None or cycle.pending is None:
            return None
        plan = self.tenant.plans.get(self.org, self.claimed.plan, self.claimed.plan_version)
        position = plan.index(cycle.pending.step)
        return None if position is None else plan.steps[position]

    def listed_by(self, step: PlanStep) -> tuple[str, ...]:
        """The invoices that the step's message lists as things are now; none when the step is not next."""
        due = None if isinstance(self.decision, Finish) else self.decision.due
        return tuple(i.number for i in due.invoices) if due and due.step.id == step.id else ()

    @property
    def window_is_open(self) -> bool:
        return self.tenant.calendar.is_open(self.now)

    @property
    def somebody_else_is_sending(self) -> bool:
        """Another of the customer's enrolments is out at this moment: the contact delay counts from it."""
        return any(e.is_sending for e in self.stored.enrolments.values() if e.id != self.claimed.id)

    def is_claimed(self, due: Due) -> bool:
        """Whether `due` is the very step that was claimed, of the same version of the plan."""
        claimed, now = self.claimed, self.enrolment
        if claimed.cycle is None or (claimed.plan, claimed.plan_version) != (now.plan, now.plan_version):
            return False
        return (claimed.cycle.number, claimed.cycle.pending) == (due.cycle.number, due.cycle.pending)

    # --- the account as it is to be saved ---

    def advanced(self, moved: Account) -> Account:
        """`moved` is what was read with what happened; what is decided after it is added."""
        return self._looked_at(self.tenant.prepared(moved, self.today))

    def let_go(self, account: Account, retry_at: datetime | None) -> Account:
        """The new decision stands. With `retry_at` the enrolment is looked at again by then: another one was
        out, and may come back without having sent anything, so that the turn is this one's after all.
        """
        account = self._looked_at(account)
        stands = account.enrolments[self.claimed.id]
        if retry_at and stands.next_at:
            account = account.with_enrolment(replace(stands, next_at=retry_at))
        return account

    def _looked_at(self, account: Account) -> Account:
        own = account.enrolments[self.claimed.id]
        return account if own.is_retired else self.tenant.looked_at(account, own, self.now)
