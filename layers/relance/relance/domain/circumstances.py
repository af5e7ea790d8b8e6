"""What all decisions about one customer on one day have in common, each part worked out once.

A customer with 2,000 invoices on plans of their own is decided about 2,000 times a day; its holds, its
reminded invoices and its broken promises are the same every time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from relance.domain.customer import Account, Contact
from relance.domain.hold import Hold, HoldKind
from relance.domain.promise import PromiseState, PromiseToPay
from relance.domain.receivables import Invoice


@dataclass(frozen=True)
class Circumstances:
    """Nothing here looks at the account's enrolments or to-dos: those move during the day (`Desk`)."""

    account: Account
    today: date

    # --- what is reminded ---

    @cached_property
    def _reminded(self) -> tuple[Invoice, ...]:
        held = {hold.invoice for hold in self._standing if hold.invoice}
        remindable = self.account.receivables.remindable
        return tuple(i for i in remindable if i.number not in held) if held else remindable

    @cached_property
    def _by_number(self) -> Mapping[str, Invoice]:
        return {invoice.number: invoice for invoice in self._reminded}

    def carried(self, alone: str | None) -> tuple[Invoice, ...]:
        """What is reminded, oldest first: all of it, or the invoice `alone`; without those held apart."""
        if alone is None:
            return self._reminded
        invoice = self._by_number.get(alone)
        return (invoice,) if invoice else ()

    @cached_property
    def recipient(self) -> Contact | None:
        return self.account.recipient

    # --- holds ---

    @cached_property
    def _standing(self) -> tuple[Hold, ...]:
        return tuple(hold for hold in self.account.all_holds if hold.stands(self.today))

    @cached_property
    def _longest(self) -> Mapping[str | None, Hold]:
        """Of those that stop a person's steps as well, by invoice; None for the whole customer."""
        by_invoice: defaultdict[str | None, list[Hold]] = defaultdict(list)
        for hold in self._standing:
            if not hold.automatic_only:
                by_invoice[hold.invoice].append(hold)
        return {invoice: max(holds, key=_end) for invoice, holds in by_invoice.items()}

    def longest_hold(self, invoice: str | None) -> Hold | None:
        """The last to end of the holds that cover an invoice's own enrolment; None: the customer's."""
        if not self._standing:
            return None
        over = (self._longest.get(covered) for covered in {None, invoice})
        return max(filter(None, over), key=_end, default=None)

    @cached_property
    def automation_hold(self) -> Hold | None:
        """The last to end of the holds that stop automatic steps only."""
        return max((hold for hold in self._standing if hold.automatic_only), key=_end, default=None)

    @cached_property
    def first_released(self) -> Hold | None:
        """The first to end of the holds on single invoices that would be reminded without them."""
        if not any(hold.invoice for hold in self._standing):
            return None
        remindable = {invoice.number for invoice in self.account.receivables.remindable}
        return min((hold for hold in self._standing if hold.invoice in remindable), key=_end, default=None)

    @cached_property
    def hold_ends(self) -> frozenset[date]:
        """The days on which a hold ended or will end."""
        return frozenset(hold.until for hold in self.account.all_holds if hold.until)

    @cached_property
    def next_hold_end(self) -> date | None:
        return min((day for day in self.hold_ends if day > self.today), default=None)

    @cached_property
    def _unanswered(self) -> frozenset[str | None]:
        return frozenset(hold.invoice for hold in self._standing if hold.kind is HoldKind.REPLY)

    def waits_for_answer(self, about: str | None) -> bool:
        """The customer wrote about that invoice, or about all of them, and the answer comes first (D2)."""
        return None in self._unanswered or about in self._unanswered

    # --- promises ---

    @cached_property
    def _broken(self) -> Mapping[str, list[PromiseToPay]]:
        by_invoice: defaultdict[str, list[PromiseToPay]] = defaultdict(list)
        for promise in self.account.promises.values():
            if promise.state is PromiseState.BROKEN and promise.holds:
                for number in dict.fromkeys(promise.invoices):
                    by_invoice[number].append(promise)
        return by_invoice

    def broken_promises(self, invoice: str) -> Iterable[PromiseToPay]:
        """The broken promises to pay the invoice for which the plan had waited."""
        return self._broken.get(invoice, ()) if self.account.promises else ()


def _end(hold: Hold) -> tuple[date, str]:
    """When the hold ends; of holds that end together, always the same hold is named."""
    return hold.until or date.max, hold.id
