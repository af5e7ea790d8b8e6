"""Which customers a campaign is for, and which of those it leaves out (A15)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from relance.domain.customer import Account, Contact, Customer
from relance.domain.hold import HoldKind
from relance.domain.money import Money
from relance.domain.organization import Organization
from relance.domain.receivables import Invoice


class Exclusion(StrEnum):
    """Why a customer that the filter names gets no message."""

    DISPUTED = "disputed"
    REPLIED = "replied"
    PROMISED = "promised"
    PAUSED = "paused"
    CONTACTED_LATELY = "contacted_lately"
    NO_ADDRESS = "no_address"
    NOTHING_OPEN = "nothing_open"
    """The message speaks of invoices, and the customer owes none."""

    @property
    def may_be_overridden(self) -> bool:
        return self not in (Exclusion.NO_ADDRESS, Exclusion.NOTHING_OPEN)


@dataclass(frozen=True, slots=True)
class Selection:
    """A customer is meant when all that is given holds of it; an empty set, and None, ask for nothing.

    `overdue_from` and `overdue_to` are days since the due date of its oldest unpaid invoice, both included:
    30 and 60 mean "30 to 60 days late". `amount_from` and `amount_to` bound what is overdue, both included,
    in their currency. `not_contacted_since`: no contact on that day or later.
    """

    overdue_from: int | None = None
    overdue_to: int | None = None
    amount_from: Money | None = None
    amount_to: Money | None = None
    countries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    plans: frozenset[str] = frozenset()
    managers: frozenset[str] = frozenset()
    not_contacted_since: date | None = None

    def may_mean(self, customer: Customer, contacts: Iterable[Contact], organization: Organization) -> bool:
        """By what a list of customers knows, without the account."""
        main = next((contact for contact in contacts if contact.main), None)
        language = organization.language_of(main.language if main else None, customer.language)
        return (
            _is_in(_country(customer, main), self.countries)
            and _is_in(language.partition("-")[0], {tag.partition("-")[0] for tag in self.languages})
            and _is_in(organization.plan_of(customer), self.plans)
            and _is_in(customer.account_manager, self.managers)
        )

    def means(self, account: Account, organization: Organization, today: date) -> bool:
        late = [invoice for invoice in account.receivables.open if invoice.due_date < today]
        return (
            self.may_mean(account.customer, account.contacts, organization)
            and self._is_as_late(late, today)
            and self._owes_as_much(account, late)
            and self._is_long_ago(account.last_contact_on)
        )

    def _is_as_late(self, late: list[Invoice], today: date) -> bool:
        if self.overdue_from is None and self.overdue_to is None:
            return True
        days = max(((today - invoice.due_date).days for invoice in late), default=0)
        return (
            max(1, self.overdue_from or 0) <= days <= (days if self.overdue_to is None else self.overdue_to)
        )

    def _owes_as_much(self, account: Account, late: list[Invoice]) -> bool:
        asked = account.receivables.asked
        for bound, sign in ((self.amount_from, 1), (self.amount_to, -1)):
            if bound is not None:
                alike = (invoice for invoice in late if invoice.currency == bound.currency)
                owed = Money.total((asked(invoice) for invoice in alike), bound.currency)
                if not owed.minor or (owed.minor - bound.minor) * sign < 0:
                    return False
        return True

    def _is_long_ago(self, last: date | None) -> bool:
        return self.not_contacted_since is None or last is None or last < self.not_contacted_since


def exclusion(
    account: Account, today: date, contact_delay_days: int, despite: Collection[Exclusion] = ()
) -> Exclusion | None:
    """Why the customer is left out, whatever a person has not chosen to override (`despite`)."""
    for why, holds in (
        (Exclusion.NO_ADDRESS, account.recipient is None),
        (Exclusion.DISPUTED, any(invoice.disputed for invoice in account.receivables.open)),
        (Exclusion.REPLIED, _is_held(account, HoldKind.REPLY, today)),
        (Exclusion.PROMISED, any(promise.is_open for promise in account.promises.values())),
        (Exclusion.PAUSED, _is_held(account, HoldKind.PAUSE, today)),
        (Exclusion.CONTACTED_LATELY, _is_contacted(account, today, contact_delay_days)),
    ):
        if holds and why not in despite:
            return why
    return None


def _is_held(account: Account, kind: HoldKind, today: date) -> bool:
    return any(hold.kind is kind and hold.stands(today) for hold in account.holds)


def _is_contacted(account: Account, today: date, delay_days: int) -> bool:
    """Today counts as lately whatever the delay, and so does a mail that is leaving at this moment."""
    if account.is_sending:
        return True
    last = account.last_contact_on
    return last is not None and today < last + timedelta(days=max(1, delay_days))


def _country(customer: Customer, main: Contact | None) -> str | None:
    address = customer.postal_address or (main.postal_address if main else None)
    return address.country if address else None


def _is_in(value: str | None, wanted: Collection[str]) -> bool:
    return not wanted or value in wanted
