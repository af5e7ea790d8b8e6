"""The claim on one step of a plan, and the ways to let go of it.

Every way ends in one save that rests on what was read: when the account changed since, it is read again
and decided again, until written or until somebody else has finished the same claim.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from relance.again import again
from relance.domain.customer import Account
from relance.domain.decision import CreateTask
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Conflict
from relance.domain.outreach import EmailStatus, Outreach
from relance.domain.plan import PlanStep
from relance.domain.progress import handed_over, may_have_left, owner_of
from relance.domain.review import review_of
from relance.domain.task import Task, TaskKind
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.enrolments import DueKey
from relance.usecases.sending.leave import LOST_WORKER
from relance.usecases.sending.look import Look

# A step that cannot even be prepared this many times in a row goes to a person.
_FAILURES = 5


class ClaimedStep:
    """`look` is the newest reading. Raises Conflict when the attempt's claim is not there (any more)."""

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
        self._key, self._attempt, self._now = key, attempt, now
        self._accounts, self._fresh = accounts, fresh
        look = self._read(tenant)
        if look is None:
            raise Conflict(f"the claim on {key.enrolment} is not there any more")
        self.look: Look = look

    def advance(self, happened: Callable[[Account, Enrolment], Account]) -> None:
        """Writes what happened, under the plan as it was claimed, and then what is decided after it."""

        def after(look: Look) -> Account:
            own = replace(look.claimed.released(), failures=0)
            return look.advanced(happened(look.stored.with_enrolment(own), own))

        self._save(after)

    def release(self, retry_at: datetime | None = None) -> None:
        """Nothing was sent: the new decision stands, and what it gives to a person is theirs.

        `retry_at` is when to look again instead of the day that was decided.
        """

        def after(look: Look) -> Account:
            account = look.account
            if isinstance(look.decision, CreateTask):
                account = handed_over(account, look.enrolment, look.decision, look.org, look.today)
            return look.let_go(account, retry_at)

        self._save(after)

    def release_under_new_settings(self) -> None:
        """As `release`, but by the organization's settings as they are now: its switch was turned off."""
        look = self._read(self._fresh())
        if look is not None:
            self.look = look
            self.release()

    def wait_for_news(self, until: datetime) -> None:
        """Keeps the claim: an event of the carrier may still tell whether the message left."""

        def after(look: Look) -> Account:
            claim = replace(look.claim, lease_until=until)
            return look.stored.with_enrolment(replace(look.claimed, claim=claim, next_at=until))

        self._save(after)

    def ask_person(self, step: PlanStep, why: str, detail: str, *, waits: bool) -> None:
        """A to-do about this send. The plan waits for it, or goes on as after a contact."""

        def happened(account: Account, own: Enrolment) -> Account:
            if waits:
                account = account.with_enrolment(own.handed_over(step, TaskKind.REVIEW_SEND))
            else:
                look = self.look
                account = may_have_left(account, own, step, look.listed_by(step), look.claimed_on)
            return account.with_task(self._review(step, why, detail, account))

        self.advance(happened)

    def count_failure(self, step: PlanStep) -> None:
        """Preparing the step broke, before anything was sent. After some times a person has it."""
        failures = self.look.claimed.failures + 1
        if failures >= _FAILURES:
            self.ask_person(step, "cannot_prepare", "", waits=True)
        else:
            self._save(
                lambda look: look.stored.with_enrolment(replace(look.claimed.released(), failures=failures))
            )

    def unknown_outreach(self, step: PlanStep) -> Outreach:
        """The record of a mail whose worker died before it wrote a record."""
        look = self.look
        return Outreach(
            ref=look.ref,
            status=EmailStatus.UNKNOWN,
            enrolment=look.claimed.id,
            cycle=look.claimed.cycle.number if look.claimed.cycle else None,
            step=step.id,
            detail=LOST_WORKER,
        )

    def _review(self, step: PlanStep, why: str, detail: str, account: Account) -> Task:
        look = self.look
        return review_of(
            look.ref,
            look.today,
            why=why,
            detail=detail,
            owner=owner_of(step, account.customer),
            enrolment=look.claimed.id,
            cycle=look.claimed.cycle.number if look.claimed.cycle else None,
            step=step.id,
        )

    def _save(self, after: Callable[[Look], Account]) -> None:
        """Saves what `after` makes of the newest reading, unless somebody else has finished the claim."""
        look: Look | None = self.look

        def attempt() -> None:
            nonlocal look
            if look is None:
                look = self._read(self._fresh())
            if look is None:
                return
            self.look, read, look = look, look, None
            self._accounts.save(read.org, read.stored, after(read))

        again(attempt, f"enrolment {self._key.enrolment}")

    def _read(self, tenant: Tenant) -> Look | None:
        """The newest reading; None when the claim is no longer there to finish."""
        stored = self._accounts.load(tenant.id, self._key.customer)
        claimed = stored.enrolments.get(self._key.enrolment)
        if claimed is None or claimed.claim is None or claimed.claim.attempt != self._attempt:
            return None
        if claimed.plan_version > tenant.organization.plans.get(claimed.plan, 0):
            tenant = self._fresh()
        return Look(tenant, stored, claimed, self._now)
