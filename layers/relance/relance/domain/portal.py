"""The customer's own page: a private link, what it shows, and what a debtor may say there (E8).

What comes from the page is the debtor's word: a promise or an objection has the name DEBTOR beside it, and is
limited, since whoever has the link may use it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from relance.domain.customer import Account
from relance.domain.errors import Fault, Refused
from relance.domain.handling import Hand
from relance.domain.ids import derived
from relance.domain.money import Money
from relance.domain.promise import PromiseState, PromiseToPay
from relance.domain.promising import Offer, Terms, moved, taken
from relance.domain.receivables import Invoice
from relance.domain.task import Task, TaskKind

DEBTOR: Final = "debtor"
"""Who took the promise, or handled the to-do: no member, and no API key, has this id."""
LINK_LASTS: Final = timedelta(days=60)
FARTHEST_PROMISE: Final = timedelta(days=30)
"""From the day on which the debtor first promised; a member may take a later day."""
LONGEST_WORDS: Final = 2_000


@dataclass(frozen=True, slots=True)
class PortalLink:
    """What is kept of a link; its secret is not."""

    customer: str
    made_at: datetime
    expires_at: datetime
    made_by: str

    def opens(self, account: Account, now: datetime) -> bool:
        closed = account.customer.portal_closed_at
        return now < self.expires_at and (closed is None or closed < self.made_at)


@dataclass(frozen=True, slots=True)
class PortalInvoice:
    invoice: Invoice
    outstanding: Money
    is_overdue: bool
    promised_for: date | None = None


def shown(account: Account, today: date) -> tuple[PortalInvoice, ...]:
    """What is open, the oldest due first: nothing that is still to be sent, and nothing void."""
    promised = {
        number: promise.promised_for
        for promise in account.promises.values()
        if promise.is_open
        for number in promise.invoices
    }
    return tuple(
        PortalInvoice(
            invoice,
            account.receivables.outstanding(invoice),
            invoice.due_date < today,
            promised.get(invoice.number),
        )
        for invoice in account.receivables.open
    )


def promised(account: Account, offer: Offer, hand: Hand, terms: Terms) -> Account:
    """The account with the debtor's promise. A second one moves the first, within its 30 days.

    Raises Refused for a later day, for what was promised and not paid before, and for what somebody here took
    a promise of.
    """
    if offer.id in account.promises:
        return account
    asked = taken(account, offer, hand, terms).promises[offer.id]
    known = [p for p in account.promises.values() if p.shares_with(asked.invoices)]
    if any(p.taken_by == DEBTOR and p.state is PromiseState.BROKEN for p in known):
        raise Refused(Fault("promised_before", "promised_for"))
    open_ = next((p for p in known if p.is_open), None)
    if open_ and (open_.taken_by != DEBTOR or set(open_.invoices) != set(asked.invoices)):
        raise Refused(Fault("promise_stands", "promised_for", {"date": f"{open_.promised_for}"}))
    first = open_.taken_on if open_ else hand.today
    if offer.promised_for > first + FARTHEST_PROMISE:
        raise Refused(Fault("promise_too_far", "promised_for", {"date": f"{first + FARTHEST_PROMISE}"}))
    if open_:
        return moved(account, open_, offer.promised_for, hand, terms)
    return taken(account, offer, hand, terms)


def promise_made(account: Account, offer: Offer) -> PromiseToPay:
    """The debtor's promise that `promised` has made or moved."""
    mine = [p for p in account.promises.values() if p.is_open and p.taken_by == DEBTOR]
    return next((p for p in mine if p.id == offer.id), None) or next(
        p for p in mine if p.promised_for == offer.promised_for
    )


def objected(account: Account, number: str, words: str, org: str, today: date) -> Account:
    """The invoice is disputed in the debtor's words, and a person gets a to-do. Safe to repeat.

    Raises Refused for an invoice that is not open, or is disputed already.
    """
    words = " ".join(words.split())
    if faults := [*_of_words(words)]:
        raise Refused(*faults)
    found = account.receivables.named(number)
    open_ = [invoice for invoice in found if invoice.number in account.receivables.open_by_number]
    if not open_:
        raise Refused(Fault("not_open_here", "invoice", {"id": number}))
    if all(invoice.disputed for invoice in open_):
        if any(invoice.dispute_reason == words for invoice in open_):
            return account
        raise Refused(Fault("disputed_already", "invoice"))
    disputed = [replace(invoice, disputed=True, dispute_reason=words) for invoice in open_]
    task = Task(
        id=Task.identity(org, TaskKind.CLAIM, number, derived("objection", words)),
        kind=TaskKind.CLAIM,
        customer=account.customer.id,
        due_on=today,
        why="debtor_objects",
        owner=account.customer.account_manager,
        invoices=tuple(invoice.number for invoice in open_),
        detail=words,
    )
    return replace(account, receivables=account.receivables.with_invoices(disputed)).with_task(task)


def _of_words(words: str) -> list[Fault]:
    if not words:
        return [Fault("missing", "words")]
    if len(words) > LONGEST_WORDS:
        return [Fault("too_long", "words", {"limit": LONGEST_WORDS})]
    return []
