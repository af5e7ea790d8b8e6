"""A step's letter, from its claim to its proof: each method is a state of the machine `letter`.

The claim on the step stays until the letter is handed over, so nothing else is sent to that customer for the
enrolment meanwhile, and a letter is cancelled by whatever changes the decision before that. An execution that
is lost lets the claim's lease run out; whoever finds that (`execute_step`) starts another one, and every
execution asks the provider first whether the letter is there already. After the hand-over an execution only
waits: what the provider says later counts by itself (`record_letter_event`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import partial

from relance.again import again
from relance.domain.customer import Account, Contact
from relance.domain.decision import Due, Execute
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Conflict, Refused
from relance.domain.letter_claim import awaiting_proof
from relance.domain.organization import Organization
from relance.domain.outreach import EmailStatus, Grounds, Outreach, OutreachRef
from relance.domain.plan import PlanStep, StepKind
from relance.domain.postal_address import PostalAddress
from relance.domain.posted_letter import LetterStatus, PostedLetter
from relance.domain.posting import address_for
from relance.domain.progress import may_have_left
from relance.domain.task import POSSIBLY_NOT_SENT
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.mailing import Accepted, Rejected, SendResult, Throttled, Unknown
from relance.usecases.ports.posting import (
    ComposedLetter,
    ComposeLetter,
    LetterDraft,
    LetterExecutions,
    LetterFiles,
    LetterOrder,
    LetterToPost,
    PostalProvider,
)
from relance.usecases.sending.claimed_step import ClaimedStep
from relance.usecases.sending.leave import Leave, pending, with_result
from relance.usecases.sending.look import Look
from relance.usecases.sending.record_letter_event import RecordLetterEvent
from relance.usecases.sending.write_reminder import WriteReminder

# A provider that cannot be reached, or says "later".
_TRY_AGAIN = timedelta(hours=1)
# A provider that cannot say for so long whether it has a letter: a person asks it.
_UNRESOLVED_AFTER = timedelta(days=1)


class Posting(StrEnum):
    """How a state ended; the machine branches on it."""

    PREPARED = "prepared"
    SUBMITTED = "submitted"
    CANCELLED = "cancelled"
    """Nothing was posted, nothing is to be: the decision changed, or a person has it."""
    PUT_OFF = "put_off"
    UNKNOWN = "unknown"
    LOST = "lost"
    """Another execution, or a person, has finished the claim."""
    OVER = "over"
    WAITING = "waiting"


@dataclass(frozen=True)
class PostLetter:
    tenants: Tenants
    accounts: Accounts
    leave: Leave
    write_reminder: WriteReminder
    compose: ComposeLetter
    provider: PostalProvider
    executions: LetterExecutions
    record_letter_event: RecordLetterEvent
    files: LetterFiles
    read_logo: Callable[[str], bytes | None]
    clock: Clock

    def prepare(self, order: LetterOrder) -> Posting:
        """Renders, checks and stores the letter. What is wrong with it is a person's to mend (C6)."""
        claimed = self._claimed(order)
        if claimed is None:
            return Posting.LOST
        if known := self._posted_before(claimed):
            return known
        due = _due(claimed.look)
        if due is None:
            return self._cancel(claimed)
        try:
            composed = self._composed(claimed.look, due)
        except Refused as refused:
            claimed.ask_person(due.step, "cannot_post", _codes(refused), waits=True)
            return Posting.CANCELLED
        except Exception:
            claimed.count_failure(due.step)
            raise
        record = self._record(claimed.look, due, composed)
        if record.letter:
            self.files.put(record.letter.document, composed.pdf, "application/pdf")
        self.leave.outreaches.record(record)
        return Posting.PREPARED

    def submit(self, order: LetterOrder) -> Posting:
        """Hands the letter to the provider, once, unless the decision has changed."""
        claimed = self._claimed(order)
        if claimed is None:
            return Posting.LOST
        if known := self._posted_before(claimed):
            return known
        look, due = claimed.look, _due(claimed.look)
        record = self.leave.outreaches.get(look.ref)
        if due is None or record is None or record.letter is None:
            return self._cancel(claimed)
        pdf = self.files.read(record.letter.document)
        if pdf is None:
            raise RuntimeError(f"the letter {record.letter.document} was prepared and is not there")
        # Last of all: whoever turns the switch off is obeyed by everyone who has not come this far.
        if not self.tenants.organizations.is_sending(look.org):
            self._told_cancelled(look.ref)
            claimed.release_under_new_settings()
            return Posting.CANCELLED
        letter = record.letter
        message = LetterToPost(pdf, letter.address, letter.registered, letter.sheets)
        departure = _StepLetter(claimed, due.step, message, record)
        return _OUTCOMES[type(self.leave.run(departure, self.provider))]

    def wait(self, order: LetterOrder, token: str) -> Posting:
        """Keeps the token by which the execution goes on when the provider has said its last."""
        over = again(partial(self._keep_token, order.ref, token), f"letter {order.letter}")
        if over:
            self.executions.resume(token)
        return Posting.OVER if over else Posting.WAITING

    def record(self, order: LetterOrder) -> Posting:
        """What follows from the letter's status, if whoever heard of it did not come so far."""
        if told := self.leave.outreaches.get(order.ref):
            self.record_letter_event.follow_up(told)
        return Posting.OVER

    def _keep_token(self, ref: OutreachRef, token: str) -> bool:
        """Whether the last was said before the token came."""
        known = self.leave.outreaches.get(ref)
        if known is None or known.letter is None:
            return True
        self.leave.outreaches.update(replace(known, letter=replace(known.letter, token=token)))
        return known.letter.is_over

    def _claimed(self, order: LetterOrder) -> ClaimedStep | None:
        def fresh() -> Tenant:
            return self.tenants.of(order.key.org, self.clock.now())

        try:
            return ClaimedStep(fresh(), order.key, order.attempt, self.accounts, fresh, self.clock.now())
        except Conflict:
            return None

    def _posted_before(self, claimed: ClaimedStep) -> Posting | None:
        """What an earlier execution, which may have died, left at the provider."""
        ref = claimed.look.ref
        known = self.leave.outreaches.get(ref)
        step = claimed.look.claimed_step
        if known is None or known.letter is None or step is None:
            return None
        if known.status.left_us:
            claimed.advance(partial(_posted, known, step, claimed.look))
            return Posting.SUBMITTED
        match self.provider.find(ref):
            case Accepted() as found:
                told = with_result(known, found)
                self.leave.outreaches.record(told)
                claimed.advance(partial(_posted, told, step, claimed.look))
                return Posting.SUBMITTED
            case None if known.status is EmailStatus.UNKNOWN:
                return self._still_unknown(claimed, step, known)
        return None

    def _still_unknown(self, claimed: ClaimedStep, step: PlanStep, known: Outreach) -> Posting:
        look = claimed.look
        if look.now < look.claim.claimed_at + _UNRESOLVED_AFTER:
            claimed.wait_for_news(look.now + _TRY_AGAIN)
        else:
            claimed.ask_person(step, POSSIBLY_NOT_SENT, known.detail, waits=False)
        return Posting.UNKNOWN

    def _cancel(self, claimed: ClaimedStep) -> Posting:
        self._told_cancelled(claimed.look.ref)
        claimed.release()
        return Posting.CANCELLED

    def _told_cancelled(self, ref: OutreachRef) -> None:
        known = self.leave.outreaches.get(ref)
        if known and known.letter:
            letter = replace(known.letter, status=LetterStatus.CANCELLED)
            self.leave.outreaches.record(known.after_post(letter))

    def _composed(self, look: Look, due: Due) -> ComposedLetter:
        address, contact = _recipient(look)
        organization = look.tenant.organization
        signs = self.write_reminder.sender(look.tenant, look.account, due.step)
        reminder = self.write_reminder.reminder(
            look.tenant,
            look.account,
            due,
            contact,
            look.today,
            answered_at=signs.email or organization.id,
            enrolment=look.enrolment.id,
        )
        return self.compose(LetterDraft(reminder, address, self._logo(organization), self.provider.name))

    def _logo(self, organization: Organization) -> bytes | None:
        return self.read_logo(organization.logo) if organization.logo else None

    def _record(self, look: Look, due: Due, composed: ComposedLetter) -> Outreach:
        address, _ = _recipient(look)
        registered = due.step.kind is StepKind.REGISTERED_LETTER
        letter = PostedLetter(
            registered=registered,
            provider=self.provider.name,
            address=address,
            pages=composed.pages,
            sheets=composed.sheets,
            document=document_key(look.ref),
        )
        return replace(
            pending(look.ref, (on_a_line(address),), composed),
            sender=self.write_reminder.sender(look.tenant, look.account, due.step).id,
            invoices=tuple(invoice.number for invoice in due.invoices),
            enrolment=look.enrolment.id,
            cycle=due.cycle.number,
            step=due.step.id,
            grounds=Grounds.of(look.decision) if isinstance(look.decision, Execute) else None,
            letter=letter,
        )


def document_key(ref: OutreachRef) -> str:
    """Where the letter's PDF is kept."""
    return f"{ref.org}/letters/{ref.name}.pdf"


def on_a_line(address: PostalAddress) -> str:
    """The address as people speak of it: "Duval SARL, 12 rue de la République, 69002 Lyon, FR"."""
    town = " ".join(part for part in (address.postcode, address.city) if part)
    parts = (address.company or address.person, *address.lines, town, address.country)
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class _StepLetter:
    """The letter of a claimed step (`Departure`). What was prepared is its record."""

    claimed: ClaimedStep
    step: PlanStep
    message: LetterToPost
    record: Outreach
    is_recorded_by_its_claim: bool = False

    @property
    def tenant(self) -> Tenant:
        return self.claimed.look.tenant

    def confirm(self, told: Outreach, result: SendResult) -> None:
        claimed, look = self.claimed, self.claimed.look
        match result:
            case Accepted():
                claimed.advance(partial(_posted, told, self.step, look))
            case Throttled(again_after=again_after):
                claimed.release(retry_at=look.now + max(_TRY_AGAIN, again_after or _TRY_AGAIN))
            case Rejected(reason=reason):
                claimed.ask_person(self.step, "rejected", reason, waits=True)
            case Unknown():
                claimed.wait_for_news(look.now + _TRY_AGAIN)


def _posted(told: Outreach, step: PlanStep, look: Look, account: Account, own: Enrolment) -> Account:
    """A letter counts as a contact on the day of its claim; a registered one waits for its proof."""
    moved = may_have_left(account, own, step, told.invoices, look.claimed_on)
    letter = told.letter
    return awaiting_proof(moved, told, look.claimed_on) if letter and letter.registered else moved


def _recipient(look: Look) -> tuple[PostalAddress, Contact]:
    group = look.account.contact_of(look.enrolment)
    address = address_for(look.account, group)
    if address is None:
        raise RuntimeError("decided to post without an address")
    known = (c for c in look.account.contacts if (c.id == group if group else c.main))
    return address, next(known, Contact(""))


def _due(look: Look) -> Due | None:
    """The step that was claimed, if it is still to leave."""
    if isinstance(look.decision, Execute) and look.is_claimed(look.decision.due):
        return look.decision.due
    return None


def _codes(refused: Refused) -> str:
    return ", ".join(fault.code for fault in refused.faults)


_OUTCOMES: dict[type[SendResult], Posting] = {
    Accepted: Posting.SUBMITTED,
    Throttled: Posting.PUT_OFF,
    Rejected: Posting.CANCELLED,
    Unknown: Posting.UNKNOWN,
}
