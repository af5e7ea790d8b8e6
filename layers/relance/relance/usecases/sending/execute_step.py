"""Claim, look again, act once, advance. See docs/architecture, Sending.

The claim is the record of sending: from then on the outreach has a name, the same for every attempt. A
worker that dies before the outcome is written leaves a claim whose lease runs out; whether that mail left
is then unknown. It is shown as such and never sent again by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial

from relance.domain.decision import CreateTask, Due, Execute
from relance.domain.errors import Refused
from relance.domain.outreach import EmailStatus, Grounds, Outreach
from relance.domain.plan import PlanStep
from relance.domain.progress import executed
from relance.domain.reply_address import ReplyAddresses
from relance.domain.sender import from_address, sender_of
from relance.domain.task import POSSIBLY_NOT_SENT
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.composing import Composed, Composer, Reminder
from relance.usecases.ports.enrolments import Abandoned, Claimed, DueKey, Enrolments, Leased, NotDue
from relance.usecases.ports.mailing import Accepted, Mailer, Rejected, Throttled, Unknown
from relance.usecases.ports.outreaches import Outreaches
from relance.usecases.sending.claimed_step import ClaimedStep
from relance.usecases.sending.close_review import close_review

# An event of the mail service resolves an unknown well within this; after it, a person is asked.
UNRESOLVED_AFTER = timedelta(minutes=30)
_BACK_OFF = timedelta(minutes=5)


class Outcome(StrEnum):
    SENT = "sent"
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    THROTTLED = "throttled"
    HANDED_OVER = "handed_over"
    RELEASED = "released"
    RESOLVED = "resolved"
    LOOKED_AT = "looked_at"
    NOTHING = "nothing"


@dataclass(frozen=True)
class ExecuteStep:
    tenants: Tenants
    accounts: Accounts
    enrolments: Enrolments
    outreaches: Outreaches
    composer: Composer
    mailer: Mailer
    replies: Callable[[], ReplyAddresses]
    fallback_sender: str
    clock: Clock
    new_attempt: Callable[[], str]

    def tenant(self, org: str) -> Tenant:
        """Read once a message: its switch stops all that follows."""
        return self.tenants.of(org, self.clock.now())

    def run_all(self, org: str, keys: Iterable[DueKey]) -> Counter[Outcome]:
        """One message's enrolments. One that breaks does not stop the others: all that broke is raised
        at the end, and the message comes again; what is done by then is not due any more.
        """
        tenant, outcomes, broken = self.tenant(org), Counter[Outcome](), []
        for key in keys:
            try:
                outcomes[self.run(tenant, key)] += 1
            except Exception as error:
                broken.append(error)
        if broken:
            raise ExceptionGroup(f"{len(broken)} enrolments of {org}, after {dict(outcomes)}", broken)
        return outcomes

    def run(self, tenant: Tenant, key: DueKey) -> Outcome:
        if key.is_of_customer:
            # A promise to pay has ended: every change of an account ends with judging those.
            ChangeAccount(self.accounts, self.clock).run(tenant, key.customer, lambda account: account)
            return Outcome.LOOKED_AT
        match self.enrolments.claim(key, self.clock.now(), self.new_attempt()):
            case NotDue() | Leased():
                return Outcome.NOTHING
            case Abandoned(attempt=attempt):
                return self._resolve(self._look(tenant, key, attempt))
            case Claimed(attempt=attempt):
                return self._perform(self._look(tenant, key, attempt))

    def _look(self, tenant: Tenant, key: DueKey, attempt: str) -> ClaimedStep:
        fresh = partial(self.tenant, tenant.id)
        return ClaimedStep(tenant, key, attempt, self.accounts, fresh, self.clock.now())

    def _perform(self, look: ClaimedStep) -> Outcome:
        if look.somebody_else_is_sending:
            look.release(retry_at=look.now + _BACK_OFF)
            return Outcome.RELEASED
        match look.decision:
            case Execute(due=due) if look.is_claimed(due) and look.window_is_open:
                return self._send(look, due)
            case CreateTask():
                look.release()
                return Outcome.HANDED_OVER
            case _:
                look.release()
                return Outcome.RELEASED

    def _send(self, look: ClaimedStep, due: Due) -> Outcome:
        try:
            composed = self._compose(look, due)
        except Refused as refused:
            codes = ", ".join(fault.code for fault in refused.faults)
            return self._give_up(look, due.step, "cannot_compose", codes)
        except Exception:
            look.count_failure(due.step)
            raise
        match self.mailer.send(composed.envelope, look.ref):
            case Accepted(message_id=message_id):
                self._record(look, due, composed, EmailStatus.SENT, message_id=message_id)
                look.advance(lambda account, own: executed(account, own, due, look.today))
                return Outcome.SENT
            case Throttled():
                look.release(retry_at=look.now + _BACK_OFF)
                return Outcome.THROTTLED
            case Rejected(reason=reason):
                self._record(look, due, composed, EmailStatus.FAILED, detail=reason)
                return self._give_up(look, due.step, "rejected", reason)
            case Unknown(cause=cause):
                self._record(look, due, composed, EmailStatus.UNKNOWN, detail=cause)
                look.wait_for_news(look.claim.claimed_at + UNRESOLVED_AFTER)
                return Outcome.UNKNOWN

    def _compose(self, look: ClaimedStep, due: Due) -> Composed:
        organization, contact = look.tenant.organization, look.account.recipient
        if contact is None:
            raise RuntimeError("decided to send without a recipient")
        sender = sender_of(due.step, look.account, organization)
        return self.composer.compose(
            Reminder(
                organization=organization,
                account=look.account,
                due=due,
                contact=contact,
                sender=sender,
                from_address=from_address(sender, organization, self.fallback_sender),
                reply_to=self.replies().of(look.org, look.enrolment.id),
                today=look.today,
            )
        )

    def _record(
        self,
        look: ClaimedStep,
        due: Due,
        composed: Composed,
        status: EmailStatus,
        *,
        message_id: str | None = None,
        detail: str = "",
    ) -> None:
        self.outreaches.record(
            Outreach(
                ref=look.ref,
                status=status,
                recipients=dict.fromkeys(composed.envelope.recipients, status),
                subject=composed.subject,
                text=composed.text,
                language=composed.language,
                sender=sender_of(due.step, look.account, look.tenant.organization).id,
                invoices=tuple(invoice.number for invoice in due.invoices),
                enrolment=look.enrolment.id,
                cycle=due.cycle.number,
                step=due.step.id,
                grounds=Grounds.of(look.decision) if isinstance(look.decision, Execute) else None,
                message_id=message_id,
                detail=detail,
            )
        )

    def _give_up(self, look: ClaimedStep, step: PlanStep, why: str, detail: str) -> Outcome:
        """Certainly not sent, and sending the same again would not help: a person has it now."""
        look.ask_person(step, why, detail, waits=True)
        return Outcome.REJECTED

    def _resolve(self, look: ClaimedStep) -> Outcome:
        """A claim whose lease ran out. What became of its mail?"""
        step = look.claimed_step
        if step is None or not step.sends_itself:
            look.release()
            return Outcome.RELEASED
        outreach = self.outreaches.get(look.ref)
        if outreach is None:
            outreach = look.unknown_outreach(step)
            self.outreaches.record(outreach)
        if outreach.status is EmailStatus.FAILED:
            return self._give_up(look, step, "rejected", outreach.detail)
        if outreach.status.left_us:
            look.advance(lambda account, own: account.with_enrolment(own.contacted(step, look.claimed_on)))
            return Outcome.RESOLVED
        if look.now < look.claim.claimed_at + UNRESOLVED_AFTER:
            look.wait_for_news(look.claim.claimed_at + UNRESOLVED_AFTER)
        else:
            look.ask_person(step, POSSIBLY_NOT_SENT, outreach.detail, waits=False)
            heard = self.outreaches.get(look.ref)
            if heard and heard.status.left_us:
                close_review(ChangeAccount(self.accounts, self.clock), look.tenant, look.ref)
        return Outcome.UNKNOWN
