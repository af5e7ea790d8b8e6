"""Invoices sent to customers with their PDFs: by themselves when their time has come, or by a person (B).

Each leaves at most once, by the protocol of every message (`leave.py`): the claim stands on the invoice
itself, with the name of its outreach and a lease. What became of a mail whose worker is gone is found out
when the lease has run out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from relance.domain.claim import Claim
from relance.domain.customer import Account, Contact
from relance.domain.cycle import Cycle
from relance.domain.decision import Due
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Conflict, Fault, NotFound, Refused
from relance.domain.ids import derived
from relance.domain.inbox import File
from relance.domain.invoice_sending import (
    Unsent,
    asked_about,
    claimed,
    due_at,
    held_longer,
    not_sent,
    obstacle,
    put_off,
    recipient_of,
    sent,
    waiting,
)
from relance.domain.organization import Member
from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.domain.plan import PlanStep, StepKind
from relance.domain.receivables import Invoice
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.composing import Composed
from relance.usecases.ports.enrolments import LEASE
from relance.usecases.ports.files import InvoicePdfs
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
from relance.usecases.ports.organizations import Organizations
from relance.usecases.ports.words import Messages
from relance.usecases.sending.close_review import close_review
from relance.usecases.sending.leave import LOST_WORKER, UNRESOLVED_AFTER, Leave, pending
from relance.usecases.sending.leave_by_hand import Sent
from relance.usecases.sending.write_reminder import WriteReminder

A_LOOK = 10
"""Invoices of one customer that one look sends at most: the rest waits for the next message of the queue."""
# A slow mail service must not run into the function's time-out.
_LONGEST = timedelta(seconds=60)


@dataclass(frozen=True)
class SendInvoices:
    organizations: Organizations
    change_account: ChangeAccount
    leave: Leave
    write_reminder: WriteReminder
    messages: Messages
    pdfs: InvoicePdfs
    mailer: Mailer
    pace: Pace
    new_attempt: Callable[[], str]

    def run(self, tenant: Tenant, customer: str) -> bool:
        """Sends the customer's invoices whose time has come, and finds out what became of those whose worker
        is gone. Whether more of them wait.
        """
        accounts, clock = self.change_account.accounts, self.change_account.clock
        until = clock.now() + _LONGEST
        numbers = due_at(accounts.load(tenant.id, customer), clock.now())
        for at, number in enumerate(numbers):
            if at == A_LOOK or clock.now() >= until:
                return True
            try:
                self._look_at(tenant, customer, number)
            except (Conflict, Refused, NotFound):
                continue  # somebody else was quicker: the next look finds what is left to do
        return False

    def send(self, tenant: Tenant, number: str, to: str | None, member: Member | None) -> Sent:
        """Sends an invoice for a person, to the recipient that they have confirmed; None: whoever it is.

        Raises NotFound; Refused with what stands in the way, which the invoice says from then on; Conflict
        when it changed meanwhile.
        """
        customer = self.change_account.accounts.customer_of(tenant.id, number)
        if customer is None:
            raise NotFound(f"invoice {number}")
        if not tenant.organization.invoice_sending.on:
            raise Refused(Fault("invoice_sending_off", "organization"))
        account = self.change_account.accounts.load(tenant.id, customer, (number,))
        parts = waiting(account, number)
        contact = recipient_of(account, parts)
        if to is not None and contact and contact.address != to.lower():
            raise Refused(Fault("invoice_recipient_changed", "to", {"to": contact.email or ""}))
        mail = self._prepared(tenant, account, number, member, by_hand=True)
        if isinstance(mail, Unsent):
            self._change(tenant, customer, number, partial(not_sent, number=number, why=mail))
            raise Refused(Fault(f"invoice_{mail}", "invoice", {"number": parts[0].shown}))
        self._claim(mail)
        result = self.leave.run(mail, self.mailer)
        return Sent(self.leave.outreaches.get(mail.record.ref) or mail.record, result)

    # --- by itself ---

    def _look_at(self, tenant: Tenant, customer: str, number: str) -> None:
        account = self.change_account.accounts.load(tenant.id, customer, (number,))
        held = next((p for p in account.receivables.named(number) if p.sending.claim), None)
        if held and held.sending.claim:
            self._resolve(tenant, customer, held, held.sending.claim)
            return
        rule = tenant.organization.invoice_sending
        if not (rule.on and rule.automatic):
            parts = waiting(account, number)
            self._change(tenant, customer, number, lambda now: _by_hand_only(now, parts[0]))
            return
        mail = self._prepared(tenant, account, number, None, by_hand=False)
        if isinstance(mail, Unsent):
            self._change(tenant, customer, number, partial(not_sent, number=number, why=mail))
            return
        self.pace.wait()
        # An invoice that is not sent today is found again by the hourly sweep.
        if not self.organizations.is_sending(tenant.id):
            return
        self._claim(mail)
        self.leave.run(mail, self.mailer)

    def _resolve(self, tenant: Tenant, customer: str, part: Invoice, claim: Claim) -> None:
        """A claim whose lease ran out. What became of its mail?"""
        now = self.change_account.clock.now()
        if claim.lease_until > now:
            return
        ref, number = _ref(tenant, customer, claim), part.document or part.number
        lost = Outreach(ref, EmailStatus.UNKNOWN, invoices=(number,), detail=LOST_WORKER)
        outreach = self.leave.became(lost, self.mailer)
        change = partial(self._change, tenant, customer, number)
        if outreach.status is EmailStatus.FAILED:
            change(partial(_refused, claim=claim, number=number))
        elif outreach.status.left_us:
            change(partial(sent, claim=claim, ref=ref))
        elif now < claim.claimed_at + UNRESOLVED_AFTER:
            change(partial(held_longer, claim=claim, until=claim.claimed_at + UNRESOLVED_AFTER))
        else:
            today = tenant.calendar.today(now)
            change(partial(asked_about, claim=claim, ref=ref, today=today, detail=outreach.detail))
            heard = self.leave.outreaches.get(ref)
            if heard and heard.status.left_us:
                close_review(self.change_account, tenant, ref)

    # --- the mail ---

    def _prepared(
        self, tenant: Tenant, account: Account, number: str, member: Member | None, *, by_hand: bool
    ) -> InvoiceMail | Unsent:
        parts = waiting(account, number)
        if why := obstacle(account, parts):
            return why
        contact, pdf = recipient_of(account, parts), parts[0].pdf
        content = self.pdfs.read(pdf.key) if pdf else None
        if contact is None or content is None:
            return Unsent.NO_PDF
        file = File(f"{parts[0].shown}.pdf", "application/pdf", content)
        try:
            composed, sender = self._composed(tenant, account, parts, contact, member, file, by_hand=by_hand)
        except Refused:
            return Unsent.CANNOT_COMPOSE
        now = self.change_account.clock.now()
        attempt = self.new_attempt()
        name = derived("invoice", tenant.id, account.customer.id, number, attempt)
        claim = Claim(attempt, name, now.replace(microsecond=0), now + LEASE)
        return InvoiceMail(self, tenant, account, number, composed, sender, claim, by_hand)

    def _composed(
        self,
        tenant: Tenant,
        account: Account,
        parts: tuple[Invoice, ...],
        contact: Contact,
        member: Member | None,
        file: File,
        *,
        by_hand: bool,
    ) -> tuple[Composed, Member]:
        customer = account.customer.id
        # As its reader will see the account: with this invoice in it.
        shown = tuple(replace(part, to_send=False) for part in parts)
        account = replace(account, receivables=account.receivables.with_invoices(shown))
        rule = tenant.organization.invoice_sending
        messages = rule.messages or self.messages.of_invoices()
        step = PlanStep("invoice", StepKind.EMAIL, 0, True, messages, cc=rule.cc)
        reminder = self.write_reminder.reminder(
            tenant,
            account,
            Due(step, Cycle(0, shown[0].number), shown[0], shown),
            contact,
            tenant.calendar.today(self.change_account.clock.now()),
            enrolment=Enrolment.identity(tenant.id, customer, None),
            sender=member,
            by_hand=by_hand,
        )
        return self.write_reminder.compose(replace(reminder, files=(file,))), reminder.sender

    def _claim(self, mail: InvoiceMail) -> None:
        """Raises Conflict when what the mail says, or to whom, has changed since it was written."""

        def change(now: Account) -> Account:
            before, after = waiting(mail.account, mail.number), waiting(now, mail.number)
            if before != after or recipient_of(mail.account, before) != recipient_of(now, after):
                raise Conflict(f"invoice {mail.number} changed while its mail was written")
            return claimed(now, mail.number, mail.claim)

        self._change(mail.tenant, mail.account.customer.id, mail.number, change)

    def _change(
        self, tenant: Tenant, customer: str, number: str, change: Callable[[Account], Account]
    ) -> None:
        self.change_account.run(tenant, customer, change, also=(number,))


@dataclass(frozen=True)
class InvoiceMail:
    """The mail that carries a claimed invoice (`Departure`). `account` is the one it was written from."""

    sends: SendInvoices
    tenant: Tenant
    account: Account
    number: str
    composed: Composed
    sender: Member
    claim: Claim
    by_hand: bool
    is_recorded_by_its_claim: bool = True

    @property
    def message(self) -> Envelope:
        return self.composed.envelope

    @property
    def record(self) -> Outreach:
        ref = _ref(self.tenant, self.account.customer.id, self.claim)
        return replace(
            pending(ref, self.message.recipients, self.composed),
            automatic=not self.by_hand,
            sender=self.sender.id,
            invoices=tuple(part.number for part in waiting(self.account, self.number)),
        )

    def confirm(self, told: Outreach, result: SendResult) -> None:
        claim, now = self.claim, self.sends.change_account.clock.now()
        match result:
            case Accepted():
                self._change(partial(sent, claim=claim, ref=told.ref))
            case Throttled():
                later = None if self.by_hand else now + result.wait
                self._change(partial(put_off, claim=claim, until=later))
            case Rejected():
                self._change(partial(_refused, claim=claim, number=self.number))
            case Unknown():
                until = claim.claimed_at + UNRESOLVED_AFTER
                self._change(partial(held_longer, claim=claim, until=until))

    def _change(self, change: Callable[[Account], Account]) -> None:
        self.sends._change(self.tenant, self.account.customer.id, self.number, change)


def _refused(account: Account, claim: Claim, number: str) -> Account:
    """The mail certainly did not leave, and the same mail would be refused again."""
    return not_sent(put_off(account, claim, None), number, Unsent.REJECTED)


def _by_hand_only(account: Account, part: Invoice) -> Account:
    """The organization does not send invoices by themselves any more: a person does."""
    parts = [
        replace(each, sending=replace(each.sending, leaves_at=None))
        for each in account.receivables.named(part.document or part.number)
    ]
    return replace(account, receivables=account.receivables.with_invoices(parts))


def _ref(tenant: Tenant, customer: str, claim: Claim) -> OutreachRef:
    return OutreachRef(tenant.id, customer, claim.claimed_at, claim.outreach)
