"""What an invoice's source says was paid of it, beside the payments Relance knows. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance.domain.ids import derived
from relance.domain.money import Money
from relance.domain.receivables import Invoice, Payment, Receivables


def settled_but_for(receivables: Receivables, invoice: Invoice, left: Money, on: date) -> Invoice:
    """The invoice, marked so that `left` is outstanding, as its source says.

    Example: of 100.00 the source says that 30.00 are left, and we know of a payment of 50.00. Then 20.00 were
    settled elsewhere, by the day `on`; a source that has said so before keeps the day it said so first.
    """
    bare = receivables.with_invoices([replace(invoice, settled=None, void=False)])
    nothing = Money.zero(invoice.currency)
    elsewhere = bare.outstanding(bare.invoices[invoice.number]) - max(left, nothing)
    if elsewhere <= nothing:
        return replace(invoice, settled=None, settled_on=None)
    if invoice.settled_on and invoice.settled and elsewhere <= invoice.settled:
        on = min(on, invoice.settled_on)
    return replace(invoice, settled=elsewhere, settled_on=on)


def payments(receivables: Receivables) -> list[Payment]:
    return [credit for credit in receivables.credits if isinstance(credit, Payment)]


def overpaid(receivables: Receivables, number: str) -> Payment | None:
    """What the source of an invoice says was paid beyond its total: on account, as a payment of its own."""
    return next((p for p in payments(receivables) if p.id == overpaid_identity(number)), None)


def overpaid_identity(number: str) -> str:
    return derived("overpaid", number)


def with_overpaid(receivables: Receivables, number: str, outstanding: Money, on: date) -> Receivables:
    """What is outstanding below zero is the customer's; what payments of ours brought too much is already."""
    nothing, known = Money.zero(outstanding.currency), overpaid(receivables, number)
    ours = (
        receivables.unapplied(payment)
        for payment in payments(receivables)
        if payment != known and any(part.invoice == number for part in payment.allocations)
    )
    too_much = max(nothing, -outstanding - Money.total(ours, outstanding.currency))
    if known is None and not too_much:
        return receivables
    credit = known or Payment(overpaid_identity(number), on, too_much)
    return receivables.with_credit(replace(credit, amount=too_much))
