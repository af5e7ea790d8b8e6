"""What of an account still matters to a decision, and what is history.

A customer's working set stays small however long it buys: what is closed is kept apart, and is read
again only when a change names it (a payment taken back, an invoice imported anew).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment
from relance.domain.promise import PromiseState, PromiseToPay
from relance.domain.receivables import Credit, Payment, Receivables, identity


@dataclass(frozen=True)
class WorkingSet:
    account: Account

    @cached_property
    def open_invoices(self) -> frozenset[str]:
        """Unpaid, to be sent yet, or paid by more than was owed (what is too much counts on); with the number
        of an invoice in instalments, when any of them is.
        """
        receivables = self.account.receivables
        open_now = {invoice.number for invoice in receivables.open}
        found = {
            number
            for number, invoice in receivables.invoices.items()
            if number in open_now or invoice.to_send or receivables.is_over_applied(number)
        }
        # What is announced may open it again, or be too much for it.
        found |= {part.invoice for c in receivables.credits if c.next_on for part in c.allocations}
        # What settles an invoice is parted over all its instalments.
        for document, parts in receivables.instalments.items():
            numbers = {document, *(part.number for part in parts)}
            if not numbers.isdisjoint(found):
                found |= numbers
        return frozenset(found)

    def holds_invoice(self, number: str) -> bool:
        return number in self.open_invoices

    def holds_credit(self, credit: Credit) -> bool:
        """Something of it is left, or will change by itself, or it settles an invoice that is kept."""
        if credit.next_on:
            return True
        if not credit.live:
            return False
        settles_open = any(part.invoice in self.open_invoices for part in credit.allocations)
        return settles_open or bool(self.account.receivables.unapplied(credit))

    def holds_enrolment(self, enrolment: Enrolment) -> bool:
        at_rest = not enrolment.is_sending and enrolment.next_at is None
        return enrolment.invoice is None or enrolment.invoice in self.open_invoices or not at_rest

    def holds_promise(self, promise: PromiseToPay) -> bool:
        """Open; or kept or broken while an invoice of it is open: it explains, and may be taken back."""
        if promise.state is PromiseState.WITHDRAWN:
            return False
        return promise.is_open or not self.open_invoices.isdisjoint(promise.invoices)

    @cached_property
    def part(self) -> Account:
        """The account without its history."""
        account, receivables = self.account, self.account.receivables
        return replace(
            account,
            receivables=Receivables(
                {n: i for n, i in receivables.invoices.items() if self.holds_invoice(n)},
                tuple(c for c in receivables.credits if self.holds_credit(c)),
            ),
            enrolments={k: e for k, e in account.enrolments.items() if self.holds_enrolment(e)},
            tasks={k: t for k, t in account.tasks.items() if t.state.is_open},
            promises={k: p for k, p in account.promises.items() if self.holds_promise(p)},
        )

    def holds(self, named: Iterable[str]) -> bool:
        """Whether all the invoices, credits and promises of these names are open, and what the credits
        settle as well: to move such a credit is to open it again. Else history is looked into; so it is for
        the number of a credit note, which a closed invoice may have too.
        """
        names = set(named)
        if not names:
            return True
        credits_ = [c for c in self.account.receivables.credits if self.holds_credit(c)]
        settled = {part.invoice for c in credits_ if identity(c) in names for part in c.allocations}
        payments = (c.id for c in credits_ if isinstance(c, Payment))
        promises = (p.id for p in self.account.promises.values() if self.holds_promise(p))
        return names | settled <= self.open_invoices.union(payments, promises)
