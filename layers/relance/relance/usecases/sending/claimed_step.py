"""A claimed enrolment on the freshest state of its customer's account, and the ways to let go of it.

Every way ends in one save that rests on what was read: when the account changed since, it is read again
and decided again, until written or until somebody else has finished the same claim.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property

from relance.domain.customer import Account
from relance.domain.decision import CreateTask, Decision, Due, Finish, RemindersOff
from relance.domain.enrolment import Claim, Enrolment
from relance.domain.errors import Conflict
from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.domain.plan import PlanStep
from relance.domain.progress import handed_over, owner_of
from relance.domain.task import Task, TaskKind
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.enrolments import DueKey

_TRIES = 8
# A step that cannot even be prepared this many times in a row goes to a person.
_FAILURES = 5


class ClaimedStep:
    """`claimed` is the enrolment as stored, with its claim; `account` has it released and under its plan's
    current version. Raises Conflict when the attempt's claim is not there (any more).
    """

    def __init__(
        self,
        tenant: Tenant,
        key: DueKey,
        attempt: str,
        accounts: Accounts,
        fresh: Callable[[], Tenant],
        now: datetime,
    ) -> None:
        """`tenant` was read for the whole message; `fresh` reads it again when it turns out to be old."""
        self.tenant = tenant
        self.now = now
        self._accounts = accounts
        self._fresh = fresh
        self._key = key
        self._attempt = attempt
        if not self._read():
            raise Conflict(f"the claim on {key.enrolment} is not there any more")

    @property
    def org(self) -> str:
        return self.tenant.id

    @cached_property
    def today(self) -> date:
        return self.tenant.calendar.today(self.now)

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
    def enrolment(self) -> Enrolment:
        """As it stands now."""
        return self.account.enrolments[self.claimed.id]

    @property
    def claimed_step(self) -> PlanStep | None:
        """The step the claim is for; None when it was only looked at (a hold that ended)."""
        cycle = self.claimed.cycle
        if cycle is None or cycle.pending is None:
            return None
        plan = self.tenant.plans.get(self.org, self.claimed.plan, self.claimed.plan_version)
        position = plan.index(cycle.pending.step)
        return None if position is None else plan.steps[position]

    @cached_property
    def decision(self) -> Decision:
        if self.enrolment.is_retired:
            return Finish(RemindersOff())
        return self.tenant.decide(self.account, self.enrolment, self.now)

    @property
    def window_is_open(self) -> bool:
        return self.tenant.calendar.is_open(self.now)

    @property
    def somebody_else_is_sending(self) -> bool:
        """Another of the customer's enrolments is out at this moment: the contact delay counts from it."""
        return any(e.is_sending for e in self.account.enrolments.values() if e.id != self.claimed.id)

    def is_claimed(self, due: Due) -> bool:
        """Whether the decision is about the very step that was claimed, of the same version of the plan."""
        claimed, now = self.claimed, self.enrolment
        if claimed.cycle is None or (claimed.plan, claimed.plan_version) != (now.plan, now.plan_version):
            return False
        return (claimed.cycle.number, claimed.cycle.pending) == (due.cycle.number, due.cycle.pending)

    def advance(self, happened: Callable[[Account, Enrolment], Account]) -> None:
        """Writes what happened, under the plan as it was claimed, and then what is decided after it."""

        def after() -> Account:
            own = replace(self.claimed.released(), failures=0)
            moved = happened(self._before.with_enrolment(own), own)
            return self._looked_at(self.tenant.prepared(moved, self.today))

        self._save(after)

    def release(self, retry_at: datetime | None = None) -> None:
        """Nothing was sent: the new decision stands, and what it gives to a person is theirs.

        `retry_at` puts off the next look.
        """

        def after() -> Account:
            account = self.account
            if isinstance(self.decision, CreateTask):
                account = handed_over(account, self.enrolment, self.decision, self.org, self.today)
            account = self._looked_at(account)
            stands = account.enrolments[self.claimed.id]
            if retry_at and stands.next_at:
                stands = replace(stands, next_at=max(stands.next_at, retry_at))
                account = account.with_enrolment(stands)
            return account

        self._save(after)

    def _looked_at(self, account: Account) -> Account:
        own = account.enrolments[self.claimed.id]
        return account if own.is_retired else self.tenant.looked_at(account, own, self.now)

    def wait_for_news(self, until: datetime) -> None:
        """Keeps the claim: an event of the mail service may still tell whether the mail left."""
        claim = replace(self.claim, lease_until=until)
        self._save(lambda: self._before.with_enrolment(replace(self.claimed, claim=claim, next_at=until)))

    def ask_person(self, step: PlanStep, why: str, detail: str, *, waits: bool) -> None:
        """A to-do about this send. The plan waits for it, or goes on as after a contact."""
        kind = TaskKind.REVIEW_SEND

        def happened(account: Account, own: Enrolment) -> Account:
            own = own.handed_over(step, kind) if waits else own.contacted(step, self.claimed_on)
            return account.with_enrolment(own).with_task(self._review(step, why, detail, account))

        self.advance(happened)

    def count_failure(self, step: PlanStep) -> None:
        """Preparing the step broke, before anything was sent. After some times a person has it."""
        failures = self.claimed.failures + 1
        if failures >= _FAILURES:
            self.ask_person(step, "cannot_prepare", "", waits=True)
        else:
            self._save(
                lambda: self._before.with_enrolment(replace(self.claimed.released(), failures=failures))
            )

    def unknown_outreach(self, step: PlanStep) -> Outreach:
        """The record of a send whose worker died before it wrote one."""
        cycle = self.claimed.cycle
        return Outreach(
            ref=self.ref,
            status=EmailStatus.UNKNOWN,
            enrolment=self.claimed.id,
            cycle=cycle.number if cycle else None,
            step=step.id,
            detail="the worker stopped before it could record the outcome",
        )

    def _review(self, step: PlanStep, why: str, detail: str, account: Account) -> Task:
        return Task(
            id=Task.identity(self.org, TaskKind.REVIEW_SEND, self.claim.outreach),
            kind=TaskKind.REVIEW_SEND,
            customer=self.claimed.customer,
            due_on=self.today,
            why=why,
            detail=detail,
            owner=owner_of(step, account),
            enrolment=self.claimed.id,
            cycle=self.claimed.cycle.number if self.claimed.cycle else None,
            step=step.id,
            outreach=self.claim.outreach,
            attempted_at=self.claim.claimed_at,
        )

    def _save(self, after: Callable[[], Account]) -> None:
        for _ in range(_TRIES):
            try:
                self._accounts.save(self.org, self._before, after())
            except Conflict:
                self.tenant = self._fresh()
                if not self._read():
                    return
                continue
            return
        raise Conflict(f"enrolment {self.claimed.id} kept changing")

    def _read(self) -> bool:
        """Reads afresh; False when the claim is no longer there to finish."""
        self.__dict__.pop("decision", None)
        self._before = self._accounts.load(self.org, self._key.customer)
        stored = self._before.enrolments.get(self._key.enrolment)
        if stored is None or stored.claim is None or stored.claim.attempt != self._attempt:
            return False
        if stored.plan_version > self.tenant.organization.plans.get(stored.plan, 0):
            self.tenant = self._fresh()
        self.claimed = stored
        self.account = self.tenant.prepared(self._before.with_enrolment(stored.released()), self.today)
        return True
