"""The to-do to claim at the post: no proof of a registered letter in 20 days, or it came back (C8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from relance.domain.customer import Account
from relance.domain.outreach import Outreach, OutreachRef
from relance.domain.posted_letter import PROOF_WITHIN, LetterStatus
from relance.domain.posting import with_returned_letter
from relance.domain.task import Task, TaskKind, TaskState

NO_PROOF: Final = "no_proof"
UNDELIVERABLE: Final = "undeliverable"
REFUSED_BY_POST: Final = "refused_by_post"


def claim_id(ref: OutreachRef) -> str:
    """A letter is claimed once, for whatever reason."""
    return Task.identity(ref.org, TaskKind.CLAIM, ref.name)


def awaiting_proof(account: Account, sent: Outreach, since: date) -> Account:
    """With a to-do that comes up by itself if there is no proof within 20 days of `since`."""
    claim = replace(_claim(account, sent), due_on=since + PROOF_WITHIN, state=TaskState.POSTPONED)
    known = account.tasks.get(claim.id)
    return account if known and known.state is not TaskState.POSTPONED else account.with_task(claim)


def followed_up(account: Account, sent: Outreach, today: date) -> Account:
    """The account after what the post said of the letter. Safe to repeat."""
    letter = sent.letter
    if letter is None:
        return account
    match letter.status:
        case LetterStatus.DELIVERED if letter.registered:
            return awaiting_proof(account, sent, letter.delivered_on or today)
        case LetterStatus.DELIVERED | LetterStatus.RECEIPT:
            return _withdrawn(account, sent)
        case LetterStatus.UNDELIVERABLE | LetterStatus.RETURNED:
            marked = with_returned_letter(account, letter.address, today)
            return _raised(marked, sent, UNDELIVERABLE, today)
        case LetterStatus.FAILED:
            return _raised(account, sent, REFUSED_BY_POST, today)
        case _:
            return account


def _raised(account: Account, sent: Outreach, why: str, today: date) -> Account:
    """The claim is due now; a person who closed it already is not asked again."""
    claim = replace(_claim(account, sent), due_on=today, why=why)
    known = account.tasks.get(claim.id)
    is_raised = known and known.state is not TaskState.POSTPONED and known.why == why
    return account if is_raised else account.with_task(claim)


def _withdrawn(account: Account, sent: Outreach) -> Account:
    known = account.tasks.get(claim_id(sent.ref))
    if known is None or not known.state.is_open:
        return account
    return account.with_task(replace(known, state=TaskState.CANCELLED))


def _claim(account: Account, sent: Outreach) -> Task:
    """Its detail is what a claim letter needs: the customer, the day of posting, where to, which number."""
    letter, customer = sent.letter, account.customer
    number = letter.tracking_number if letter else ""
    parts = (customer.name, f"{sent.ref.at:%Y-%m-%d}", *sent.recipients, number)
    return Task(
        id=claim_id(sent.ref),
        kind=TaskKind.CLAIM,
        customer=customer.id,
        due_on=sent.ref.at.date(),
        why=NO_PROOF,
        owner=customer.account_manager,
        invoices=sent.invoices,
        enrolment=sent.enrolment,
        outreach=sent.ref.id,
        detail="; ".join(part for part in parts if part),
        attempted_at=sent.ref.at,
    )
