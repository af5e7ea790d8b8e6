"""What a reminder says: the facts of one message to one customer, before any language or layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from relance.domain.bank_details import BankDetails
from relance.domain.money import Money


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One open invoice. `outstanding` is what is left to pay of `total`, unapplied credit counted in, and
    `before_credit` what is left without it; None: as much.
    """

    number: str
    issue_date: date
    due_date: date
    total: Money
    outstanding: Money
    before_credit: Money | None = None

    @property
    def listed(self) -> Money:
        """The amount beside the invoice in a table, where credits are lines of their own."""
        return self.before_credit or self.outstanding

    def days_overdue(self, today: date) -> int:
        """Days since the due date: zero on it, negative before."""
        return (today - self.due_date).days


class AdjustmentKind(StrEnum):
    INTEREST = "interest"
    RECOVERY_FEE = "recovery_fee"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    ON_ACCOUNT = "on_account"

    @property
    def is_credit(self) -> bool:
        return self not in (AdjustmentKind.INTEREST, AdjustmentKind.RECOVERY_FEE)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is to pay beside the invoices; a credit's amount is below zero, and counted in the invoices'
    `outstanding` already. `of` is the credit note's number, or the day of the payment.
    """

    kind: AdjustmentKind
    amount: Money
    of: str | date = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signs. Without a `signature` (free text, several lines) the other three make one."""

    name: str
    email: str
    phone: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """`language` is a BCP 47 tag; `today` is the organization's date; `payment_details` is free text, which
    stands beside `bank` or instead of it. `to_come` are invoices that are not overdue yet, shown apart:
    nothing is asked for them.
    """

    language: str
    today: date
    organization_name: str
    customer_name: str
    sender: Sender
    contact_name: str = ""
    invoices: tuple[InvoiceLine, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    payment_details: str = ""
    bank: BankDetails | None = None
    payment_reference: str = ""
    """What the customer quotes with a transfer."""
    to_come: tuple[InvoiceLine, ...] = ()

    @property
    def oldest(self) -> InvoiceLine | None:
        """The invoice that fell due first; ties: the larger outstanding, then the number."""
        return min(
            self.invoices,
            key=lambda line: (line.due_date, -line.outstanding.minor, line.number),
            default=None,
        )

    @property
    def overdue(self) -> tuple[InvoiceLine, ...]:
        return tuple(line for line in self.invoices if line.due_date < self.today)

    @property
    def amounts_due(self) -> tuple[Money, ...]:
        """What there is to pay, per currency: invoices and adjustments."""
        return per_currency(
            [line.outstanding for line in self.invoices]
            + [each.amount for each in self.adjustments if not each.kind.is_credit]
        )

    @property
    def amounts_overdue(self) -> tuple[Money, ...]:
        """What is left to pay of the overdue invoices, per currency."""
        return per_currency(line.outstanding for line in self.overdue)

    def adjusted_by(self, kind: AdjustmentKind) -> tuple[Money, ...]:
        """The sum of one kind of adjustment, per currency."""
        return per_currency(each.amount for each in self.adjustments if each.kind is kind)


def per_currency(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum for each currency, in the order in which the currencies first appear."""
    sums: dict[str, Money] = {}
    for amount in amounts:
        so_far = sums.get(amount.currency)
        sums[amount.currency] = so_far + amount if so_far else amount
    return tuple(sums.values())
