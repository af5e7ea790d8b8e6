"""What an invoice's source says was paid of it, beside the payments Relance knows. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance.domain.book import Book
from relance.domain.ids import derived
from relance.domain.money import Money
from relance.domain.receivables import Invoice, Payment


def settled_but_for(book: Book, invoice: Invoice, left: Money, on: date) -> Invoice:
    """The invoice, marked so that `left` is outstanding, as its source says.

    Example: of 100.00 the source says that 30.00 are left, and we know of a payment of 50.00. Then 20.00 were
    settled elsewhere, by the day `on`; a source that has said so before keeps the day it said so first.
    """
    nothing = Money.zero(invoice.currency)
    bare = replace(invoice, settled=None, void=False)
    elsewhere = book.outstanding(bare) - max(left, nothing)
    if elsewhere <= nothing:
        return replace(invoice, settled=None, settled_on=None)
    if invoice.settled_on and invoice.settled and elsewhere <= invoice.settled:
        on = min(on, invoice.settled_on)
    return replace(invoice, settled=elsewhere, settled_on=on)


def overpaid(book: Book, number: str) -> Payment | None:
    """What the source of an invoice says was paid beyond its total: on account, as a payment of its own."""
    return book.payment(overpaid_identity(number))


def overpaid_identity(number: str) -> str:
    return derived("overpaid", number)


def post_overpaid(book: Book, number: str, outstanding: Money, on: date) -> None:
    """What is outstanding below zero is the customer's; what payments of ours brought too much is already."""
    nothing, known = Money.zero(outstanding.currency), overpaid(book, number)
    ours = book.left_over(number, outstanding.currency, but=known)
    too_much = max(nothing, -outstanding - ours)
    if known is None and not too_much:
        return
    credit = known or Payment(overpaid_identity(number), on, too_much)
    book.put_credit(replace(credit, amount=too_much))
