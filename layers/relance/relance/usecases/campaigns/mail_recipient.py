"""The message of a campaign to one customer: claimed, sent once, and what became of it written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from relance.domain.campaign import Campaign, Recipient, Result
from relance.domain.customer import Account
from relance.domain.errors import Conflict, NotFound
from relance.domain.inbox import File
from relance.domain.outreach import EmailStatus, Outreach
from relance.domain.review import review_of
from relance.domain.task import POSSIBLY_NOT_SENT
from relance.usecases.campaigns.prepare_mail import Broken, LeftOut, PrepareMail, Ready
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.ports.campaigns import Campaigns
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.enrolments import LEASE
from relance.usecases.ports.mailing import (
    Accepted,
    Envelope,
    Mailer,
    Pace,
    Rejected,
    SendResult,
    Throttled,
    Unknown,
)
from relance.usecases.sending.close_review import close_review
from relance.usecases.sending.leave import LOST_WORKER, Leave, pending

SWITCHED_OFF_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class NotYet:
    """The customer's turn comes again at `until`: too fast, over the quota, or another worker has it."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Halted:
    """The campaign was paused or stopped before the message left: it did not leave."""


type Outcome = Result | NotYet | Halted | None
"""None: the campaign does not mean the customer."""


@dataclass(frozen=True)
class MailRecipient:
    campaigns: Campaigns
    tenants: Tenants
    change_account: ChangeAccount
    prepare: PrepareMail
    leave: Leave
    mailer: Mailer
    pace: Pace
    clock: Clock
    new_attempt: Callable[[], str]

    def run(self, tenant: Tenant, campaign: Campaign, customer: str, files: tuple[File, ...]) -> Outcome:
        """The customer's result; one that has a result already keeps it."""
        try:
            account = self.change_account.accounts.load(tenant.id, customer)
        except NotFound:
            return None
        now = self.clock.now()
        prepared = self.prepare.run(tenant, campaign, account, files, now)
        if prepared is None:
            return None
        recipient = Recipient(
            tenant.id, campaign.id, customer, Result.LEAVING, now.replace(microsecond=0), self.new_attempt()
        )
        try:
            match prepared:
                case LeftOut(why=why):
                    return self._first(recipient.settled(Result.EXCLUDED, now, why))
                case Broken(faults=faults):
                    self._ask(tenant, recipient, "cannot_compose", ", ".join(fault.code for fault in faults))
                    return self._first(recipient.settled(Result.FAILED, now, "cannot_compose"))
                case Ready():
                    self.campaigns.claim(recipient)
                    return self._send(tenant, recipient, prepared)
        except Conflict:
            known = self.campaigns.recipient(tenant.id, campaign.id, customer)
            return self.became(tenant, known) if known else NotYet(now)

    def became(self, tenant: Tenant, known: Recipient) -> Outcome:
        """What became of a message that was claimed before, by whatever worker."""
        if known.result is not Result.LEAVING:
            return known.result
        if self.clock.now() < known.at + LEASE:
            return NotYet(known.at + LEASE)
        lost = Outreach(known.ref, EmailStatus.UNKNOWN, detail=LOST_WORKER)
        told = self.leave.became(lost, self.mailer)
        if told.status.left_us:
            return self.sent(tenant, known)
        if told.status is EmailStatus.FAILED:
            return self.failed(tenant, known, "rejected", told.detail)
        return self.unknown(tenant, known, told.detail)

    def _send(self, tenant: Tenant, recipient: Recipient, ready: Ready) -> Outcome:
        self.pace.wait()
        # Last of all: whoever turns the switch off, or halts the campaign, is obeyed from here on.
        if not self.tenants.organizations.is_sending(tenant.id):
            self.campaigns.release(recipient)
            return NotYet(self.clock.now() + SWITCHED_OFF_FOR)
        if not self.campaigns.get(tenant.id, recipient.campaign).is_running:
            self.campaigns.release(recipient)
            return Halted()
        match self.leave.run(_CampaignMail(self, tenant, recipient, ready), self.mailer):
            case Throttled() as result:
                return NotYet(self.clock.now() + result.wait)
            case result:
                return _RESULTS[type(result)]

    # --- what is written when the answer is known; all of it is safe to repeat ---

    def sent(self, tenant: Tenant, recipient: Recipient) -> Result:
        on = tenant.calendar.today(recipient.at)
        self._account(tenant, recipient, lambda account: _contacted(account, on))
        return self._settle(recipient, Result.SENT)

    def failed(self, tenant: Tenant, recipient: Recipient, why: str, detail: str) -> Result:
        self._ask(tenant, recipient, why, detail)
        return self._settle(recipient, Result.FAILED, why)

    def unknown(self, tenant: Tenant, recipient: Recipient, detail: str) -> Result:
        """A person is asked, until an event of the carrier tells."""
        self._ask(tenant, recipient, POSSIBLY_NOT_SENT, detail)
        heard = self.leave.outreaches.get(recipient.ref)
        if heard and heard.status.left_us:
            close_review(self.change_account, tenant, recipient.ref)
        return self._settle(recipient, Result.UNKNOWN, POSSIBLY_NOT_SENT)

    def _ask(self, tenant: Tenant, recipient: Recipient, why: str, detail: str) -> None:
        today = tenant.calendar.today(recipient.at)

        def asked(account: Account) -> Account:
            owner = account.customer.account_manager
            task = review_of(recipient.ref, today, why=why, detail=detail, owner=owner)
            return account if task.id in account.tasks else account.with_task(task)

        self._account(tenant, recipient, asked)

    def _account(self, tenant: Tenant, recipient: Recipient, change: Callable[[Account], Account]) -> None:
        try:
            self.change_account.run(tenant, recipient.customer, change)
        except NotFound:
            return  # deleted meanwhile: the result is kept without it

    def _first(self, recipient: Recipient) -> Result:
        self.campaigns.claim(recipient)
        return recipient.result

    def _settle(self, recipient: Recipient, result: Result, detail: str = "") -> Result:
        try:
            self.campaigns.settle(recipient.settled(result, self.clock.now(), detail))
        except Conflict:
            known = self.campaigns.recipient(recipient.org, recipient.campaign, recipient.customer)
            return known.result if known else result
        return result


_RESULTS: dict[type[SendResult], Result] = {
    Accepted: Result.SENT,
    Rejected: Result.FAILED,
    Unknown: Result.UNKNOWN,
}


@dataclass(frozen=True)
class _CampaignMail:
    """The e-mail of a campaign, claimed by its recipient's item (`Departure`)."""

    of: MailRecipient
    tenant: Tenant
    recipient: Recipient
    ready: Ready
    is_recorded_by_its_claim: bool = True

    @property
    def message(self) -> Envelope:
        return self.ready.composed.envelope

    @property
    def record(self) -> Outreach:
        composed, mail = self.ready.composed, self.ready.mail
        return replace(
            pending(self.recipient.ref, composed.envelope.recipients, composed),
            sender=mail.sender.id,
            invoices=tuple(invoice.number for invoice in mail.invoices),
        )

    def confirm(self, told: Outreach, result: SendResult) -> None:
        of, tenant, recipient = self.of, self.tenant, self.recipient
        match result:
            case Accepted():
                of.sent(tenant, recipient)
            case Throttled():
                of.campaigns.release(recipient)
            case Rejected(reason=reason):
                of.failed(tenant, recipient, "rejected", reason)
            case Unknown(cause=cause):
                of.unknown(tenant, recipient, cause)


def _contacted(account: Account, on: date) -> Account:
    """A contact outside any enrolment (A14)."""
    last = max(on, account.customer.contacted_on or on)
    return replace(account, customer=replace(account.customer, contacted_on=last))
