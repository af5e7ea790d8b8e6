"""Claim, look again, act once, advance. See docs/architecture, Sending.

The claim is the record of sending: from then on the outreach has a name, the same for every attempt. A
worker that dies before the outcome is written leaves a claim whose lease runs out; whether that mail left
is then unknown. The mail is shown as such and never sent again by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import partial

from relance.domain.decision import CreateTask, Due, Execute
from relance.domain.errors import Refused
from relance.domain.outreach import EmailStatus, Grounds, Outreach
from relance.domain.plan import PlanStep
from relance.domain.progress import executed, may_have_left
from relance.domain.task import POSSIBLY_NOT_SENT
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.organization.keep_quota import OVER_QUOTA
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.composing import Composed
from relance.usecases.ports.dispatching import DueQueue
from relance.usecases.ports.enrolments import (
    Abandoned,
    Claimed,
    DueCustomer,
    DueEntry,
    DueKey,
    Enrolments,
    Leased,
    NotDue,
)
from relance.usecases.ports.mailing import (
    BACK_OFF,
    Accepted,
    Envelope,
    Mailer,
    Pace,
    Rejected,
    SendResult,
    Throttled,
    Unknown,
)
from relance.usecases.sending.begin_letter import BeginLetter
from relance.usecases.sending.claimed_step import ClaimedStep
from relance.usecases.sending.close_review import close_review
from relance.usecases.sending.leave import UNRESOLVED_AFTER, Leave, pending
from relance.usecases.sending.send_invoices import SendInvoices
from relance.usecases.sending.write_reminder import WriteReminder

# A slow pace must not run into the function's time-out: the rest goes back to the queue.
_LONGEST = timedelta(seconds=60)


class StepOutcome(StrEnum):
    SENT = "sent"
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    THROTTLED = "throttled"
    OVER_QUOTA = "over_quota"
    POSTING = "posting"
    HANDED_OVER = "handed_over"
    RELEASED = "released"
    RESOLVED = "resolved"
    LOOKED_AT = "looked_at"
    NOTHING = "nothing"


@dataclass(frozen=True)
class ExecuteStep:
    tenants: Tenants
    change_account: ChangeAccount
    enrolments: Enrolments
    leave: Leave
    write_reminder: WriteReminder
    begin_letter: BeginLetter
    send_invoices: SendInvoices
    mailer: Mailer
    pace: Pace
    due_queue: DueQueue
    clock: Clock
    new_attempt: Callable[[], str]

    def tenant(self, org: str) -> Tenant:
        """Read once a message."""
        return self.tenants.of(org, self.clock.now())

    def run_all(self, org: str, keys: Iterable[DueEntry]) -> Counter[StepOutcome]:
        """One message's enrolments. One that breaks does not stop the others: all that broke is raised
        at the end, and the message comes again; what is done by then is not due any more.

        "Too fast" ends the message, and so does a pace at which it would last too long: the rest is queued
        again.
        """
        tenant, outcomes, broken = self.tenant(org), Counter[StepOutcome](), []
        left, until = list(keys), self.clock.now() + _LONGEST
        while left:
            key = left.pop(0)
            try:
                outcome = self.run(tenant, key)
            except Exception as error:
                broken.append(error)
                continue
            outcomes[outcome] += 1
            if left and outcome is StepOutcome.THROTTLED:
                self.due_queue.put([(org, tuple(left))], after=self.pace.rest)
                break
            if left and self.clock.now() >= until:
                self.due_queue.put([(org, tuple(left))])
                break
        if broken:
            raise ExceptionGroup(f"{len(broken)} enrolments of {org}, after {dict(outcomes)}", broken)
        return outcomes

    def run(self, tenant: Tenant, key: DueEntry) -> StepOutcome:
        if isinstance(key, DueCustomer):
            # A promise to pay has ended: every change of an account ends with judging those.
            self.change_account.run(tenant, key.customer, lambda account: account)
            if self.send_invoices.run(tenant, key.customer):
                self.due_queue.put([(tenant.id, (key,))])
            return StepOutcome.LOOKED_AT
        match self.enrolments.claim(key, self.clock.now(), self.new_attempt()):
            case NotDue() | Leased():
                return StepOutcome.NOTHING
            case Abandoned(attempt=attempt):
                return self._resolve(self._claimed(tenant, key, attempt))
            case Claimed(attempt=attempt):
                return self._perform(self._claimed(tenant, key, attempt))

    def _claimed(self, tenant: Tenant, key: DueKey, attempt: str) -> ClaimedStep:
        fresh = partial(self.tenant, tenant.id)
        return ClaimedStep(tenant, key, attempt, self.change_account.accounts, fresh, self.clock.now())

    def _perform(self, claimed: ClaimedStep) -> StepOutcome:
        look = claimed.look
        if look.somebody_else_is_sending:
            claimed.release(retry_at=look.now + BACK_OFF)
            return StepOutcome.RELEASED
        match look.decision:
            case Execute(due=due) if look.is_claimed(due) and look.window_is_open:
                return self._post(claimed) if due.step.is_letter else self._send(claimed, due)
            case CreateTask():
                claimed.release()
                return StepOutcome.HANDED_OVER
            case _:
                claimed.release()
                return StepOutcome.RELEASED

    def _send(self, claimed: ClaimedStep, due: Due) -> StepOutcome:
        try:
            mail = self._mail(claimed, due)
        except Refused as refused:
            codes = ", ".join(fault.code for fault in refused.faults)
            return _give_up(claimed, due.step, "cannot_compose", codes)
        except Exception:
            claimed.count_failure(due.step)
            raise
        self.pace.wait()
        # Last of all: whoever turns the switch off is obeyed by every worker that has not come this far.
        if not self.tenants.organizations.is_sending(claimed.look.org):
            claimed.release_under_new_settings()
            return StepOutcome.RELEASED
        result = self.leave.run(mail, self.mailer)
        if isinstance(result, Throttled) and result.reason == OVER_QUOTA:
            return StepOutcome.OVER_QUOTA
        return _OUTCOMES[type(result)]

    def _post(self, claimed: ClaimedStep) -> StepOutcome:
        self.begin_letter.run(claimed)
        return StepOutcome.POSTING

    def _mail(self, claimed: ClaimedStep, due: Due) -> _StepMail:
        look, write = claimed.look, self.write_reminder
        contact = look.account.recipient_of(look.enrolment)
        if contact is None:
            raise RuntimeError("decided to send without a recipient")
        reminder = write.reminder(
            look.tenant, look.account, due, contact, look.today, enrolment=look.enrolment.id
        )
        return _StepMail(claimed, due, write.compose(reminder), reminder.sender.id)

    def _resolve(self, claimed: ClaimedStep) -> StepOutcome:
        """A claim whose lease ran out. What became of its mail?"""
        look = claimed.look
        step = look.claimed_step
        if step is None or not step.sends_itself:
            claimed.release()
            return StepOutcome.RELEASED
        if step.is_letter:
            return self._post(claimed)
        outreach = self.leave.became(claimed.unknown_outreach(step), self.mailer)
        if outreach.status is EmailStatus.FAILED:
            return _give_up(claimed, step, "rejected", outreach.detail)
        if outreach.status.left_us:
            numbers = outreach.invoices or look.listed_by(step)
            claimed.advance(lambda account, own: may_have_left(account, own, step, numbers, look.claimed_on))
            return StepOutcome.RESOLVED
        if look.now < look.claim.claimed_at + UNRESOLVED_AFTER:
            claimed.wait_for_news(look.claim.claimed_at + UNRESOLVED_AFTER)
        else:
            claimed.ask_person(step, POSSIBLY_NOT_SENT, outreach.detail, waits=False)
            heard = self.leave.outreaches.get(look.ref)
            if heard and heard.status.left_us:
                close_review(self.change_account, look.tenant, look.ref)
        return StepOutcome.UNKNOWN


_OUTCOMES: dict[type[SendResult], StepOutcome] = {
    Accepted: StepOutcome.SENT,
    Throttled: StepOutcome.THROTTLED,
    Rejected: StepOutcome.REJECTED,
    Unknown: StepOutcome.UNKNOWN,
}


@dataclass(frozen=True)
class _StepMail:
    """The e-mail of a claimed step (`Departure`)."""

    claimed: ClaimedStep
    due: Due
    composed: Composed
    sender: str
    is_recorded_by_its_claim: bool = True

    @property
    def tenant(self) -> Tenant:
        return self.claimed.look.tenant

    @property
    def message(self) -> Envelope:
        return self.composed.envelope

    @property
    def record(self) -> Outreach:
        look = self.claimed.look
        return replace(
            pending(look.ref, self.composed.envelope.recipients, self.composed),
            sender=self.sender,
            invoices=tuple(invoice.number for invoice in self.due.invoices),
            enrolment=look.enrolment.id,
            cycle=self.due.cycle.number,
            step=self.due.step.id,
            grounds=Grounds.of(look.decision) if isinstance(look.decision, Execute) else None,
        )

    def confirm(self, told: Outreach, result: SendResult) -> None:
        claimed, step = self.claimed, self.due.step
        look = claimed.look
        match result:
            case Accepted():
                claimed.advance(lambda account, own: executed(account, own, self.due, look.today))
            case Throttled():
                claimed.release(retry_at=look.now + result.wait)
            case Rejected(reason=reason):
                _give_up(claimed, step, "rejected", reason)
            case Unknown():
                claimed.wait_for_news(look.claim.claimed_at + UNRESOLVED_AFTER)


def _give_up(claimed: ClaimedStep, step: PlanStep, why: str, detail: str) -> StepOutcome:
    """Certainly not sent, and sending the same again would not help: a person has it now."""
    claimed.ask_person(step, why, detail, waits=True)
    return StepOutcome.REJECTED
