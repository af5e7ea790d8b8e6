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
from relance.domain.enrolment import Enrolment
from relance.domain.hold import Hold, HoldKind
from relance.domain.money import Money, remind_from
from relance.domain.promise import PromiseState, PromiseToPay
from relance.domain.receivables import Invoice


@dataclass(frozen=True)
class Circumstances:
    """Nothing here looks at the account's enrolments or to-dos: those move during the day (`Desk`)."""

    account: Account
    today: date

    # --- what is reminded ---

    @cached_property
    def _listed(self) -> Mapping[str | None, tuple[Invoice, ...]]:
        """By the contact that invoices name; None for those that name none."""
        held, account = {hold.invoice for hold in self._standing if hold.invoice}, self.account
        groups: defaultdict[str | None, list[Invoice]] = defaultdict(list)
        for invoice in account.receivables.remindable:
            if invoice.number not in held:
                groups[account.group_of(invoice)].append(invoice)
        return {contact: tuple(invoices) for contact, invoices in groups.items()}

    @cached_property
    def _by_number(self) -> Mapping[str, Invoice]:
        return {invoice.number: invoice for invoices in self._listed.values() for invoice in invoices}

    def listed(self, enrolment: Enrolment) -> tuple[Invoice, ...]:
        """What the enrolment's messages may list, oldest first: one invoice, or those of its contact; without
        those held apart.
        """
        if enrolment.invoice is None:
            return self._listed.get(enrolment.contact, ())
        invoice = self._by_number.get(enrolment.invoice)
        return (invoice,) if invoice else ()

    def carried(self, enrolment: Enrolment) -> tuple[Invoice, ...]:
        """What is listed, without those whose rest is too small."""
        listed = self.listed(enrolment)
        return tuple(i for i in listed if i.number not in self._too_small) if self._too_small else listed

    @cached_property
    def _too_small(self) -> frozenset[str]:
        """Those with a rest below the least that is reminded of, unless the small ones of a contact come to
        as much in their currency together.
        """
        asked, least = self.account.receivables.asked, self.account.remind_from
        left_out: set[str] = set()
        for invoices in self._listed.values():
            small = [i for i in invoices if asked(i) < remind_from(least, i.currency)]
            for currency in {invoice.currency for invoice in small}:
                alike = [invoice for invoice in small if invoice.currency == currency]
                if Money.total(map(asked, alike), currency) < remind_from(least, currency):
                    left_out.update(invoice.number for invoice in alike)
        return frozenset(left_out)

    # --- whom messages are for ---

    def contact_of(self, enrolment: Enrolment) -> str | None:
        """The contact whom the enrolment's messages are for; None: the customer's main one."""
        return self.account.contact_of(enrolment)

    def recipient_of(self, enrolment: Enrolment) -> Contact | None:
        contact = self.contact_of(enrolment)
        if contact not in self._recipients:
            self._recipients[contact] = self.account.recipient_for(contact)
        return self._recipients[contact]

    @cached_property
    def _recipients(self) -> dict[str | None, Contact | None]:
        return {}

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
    def _apart(self) -> Mapping[str, Hold]:
        """The first to end of the holds on each single invoice that would be reminded without them."""
        remindable = self.account.receivables.remindable_by_number
        found: dict[str, Hold] = {}
        for hold in self._standing:
            if hold.invoice is not None and hold.invoice in remindable:
                found[hold.invoice] = min(found.get(hold.invoice, hold), hold, key=_end)
        return found

    def first_released(self, enrolment: Enrolment) -> Hold | None:
        """The first to end of the holds on single invoices of which the enrolment would remind otherwise."""
        if enrolment.invoice is not None:
            return self._apart.get(enrolment.invoice)
        of_contact = self.account.remindable_of(self.contact_of(enrolment)) if self._apart else ()
        held = (self._apart[i.number] for i in of_contact if i.number in self._apart)
        return min(held, key=_end, default=None)

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
