"""A book that is posted to row by row knows at any moment what the receivables in it come to."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from relance.domain.book import Book
from relance.domain.errors import Fault
from relance.domain.importing import with_invoice
from relance.domain.importing_payments import post_payment
from relance.domain.imports import InvoiceRow, PaymentRow
from relance.domain.money import Money
from relance.domain.payment_terms import net
from relance.domain.receivables import Allocation, Credit, Invoice, Payment, Receivables
from tests.builders import account, credit_note, day, payment
from tests.unit.domain.ledgers import NUMBERS, credits, invoices

_TODAY = day("2026-03-10")
_AMOUNTS = (Money(10_00, "EUR"), Money(25_00, "EUR"), Money(90_00, "EUR"))


@st.composite
def partly_allocated(draw: st.DrawFn) -> Payment:
    """A payment of which something is left on account, or more was applied than it had."""
    invoiced = draw(st.sets(st.sampled_from(NUMBERS), max_size=2))
    parts = tuple(Allocation(number, draw(st.sampled_from(_AMOUNTS))) for number in sorted(invoiced))
    taken_back = draw(st.sampled_from([None, None, _TODAY]))
    name = draw(st.sampled_from(["X-1", "X-2", "X-3"]))
    return Payment(name, _TODAY, draw(st.sampled_from(_AMOUNTS)), parts, taken_back)


@st.composite
def postings(draw: st.DrawFn) -> list[Invoice | Credit]:
    """Invoices and credits in euros, each perhaps several times; invoices change their total."""
    known = tuple(draw(invoices(number).filter(_in_euros)) for number in NUMBERS)
    parts: st.SearchStrategy[Invoice | Credit] = st.one_of(
        st.sampled_from(known),
        invoices().filter(_in_euros),
        credits(known).filter(_in_euros),
        partly_allocated(),
    )
    return draw(st.lists(parts, max_size=12))


def _in_euros(part: Invoice | Credit) -> bool:
    money = part.total if isinstance(part, Invoice) else part.amount
    return money.currency == "EUR"


@st.composite
def rows(draw: st.DrawFn) -> list[InvoiceRow | PaymentRow]:
    """Invoices, credit notes, payments, payments taken back and refunds, of few names and amounts."""
    number = st.sampled_from(["F-1", "F-2", "CN-1"])
    days = st.integers(0, 4).map(lambda late: _TODAY - timedelta(days=late))
    amounts = st.sampled_from(_AMOUNTS)
    left = st.sampled_from([None, Money(0, "EUR"), Money(5_00, "EUR"), Money(-7_00, "EUR")])
    invoice = st.builds(
        InvoiceRow,
        line=st.just(1),
        number=number,
        customer_id=st.just("C"),
        issue_date=days,
        total=amounts,
        outstanding=left,
        kind=st.sampled_from(["invoice", "invoice", "credit_note"]),
        status=st.sampled_from([None, None, "void", "paid", "draft"]),
    )
    received = st.builds(
        PaymentRow,
        line=st.just(1),
        received_on=days,
        amount=st.tuples(amounts, st.booleans()).map(lambda drawn: -drawn[0] if drawn[1] else drawn[0]),
        reference=st.sampled_from([None, "R1"]),
        invoice_number=st.one_of(st.none(), number),
        so_far=st.sampled_from([False, False, True]),
    )
    return draw(st.lists(st.one_of(invoice, received), max_size=15))


def _put(book: Book, part: Invoice | Credit) -> None:
    if isinstance(part, Invoice):
        book.put_invoice(part)
    else:
        book.put_credit(part)


@given(postings())
def test_what_a_book_keeps_up_to_date_is_what_its_receivables_add_up_to(
    parts: list[Invoice | Credit],
) -> None:
    book = Book(Receivables({}))
    for part in parts:
        _put(book, part)
        plain = book.receivables
        paid = [credit for credit in plain.credits if isinstance(credit, Payment)]
        for number, invoice in plain.invoices.items():
            assert book.outstanding(invoice) == plain.outstanding(invoice)
            own = [one for one in paid if _settles(one, number)]
            for but in (None, *paid):
                left = Money.total((plain.unapplied(one) for one in own if one != but), "EUR")
                assert book.left_over(number, "EUR", but=but) == left
        for one in paid:
            assert book.payment(one.id) == one
            for of in (None, *(part.invoice for part in one.allocations)):
                alike = book.alike(one.amount, of)
                same = [p for p in paid if p.amount == one.amount and _settles(p, of)]
                assert list(alike.live.values()) == [p for p in same if p.live]
                assert alike.taken_back.total() == sum(not p.live for p in same)


def _settles(one: Payment, of: str | None) -> bool:
    return of is None or any(part.invoice == of for part in one.allocations)


@given(postings())
def test_credits_stand_in_a_book_in_the_order_in_which_receivables_have_them(
    parts: list[Invoice | Credit],
) -> None:
    book, plain = Book(Receivables({})), Receivables({})
    for part in parts:
        _put(book, part)
        plain = plain.with_invoices([part]) if isinstance(part, Invoice) else plain.with_credit(part)
    assert book.receivables == plain
    assert list(book.receivables.invoices) == list(plain.invoices)


@given(rows())
def test_rows_of_one_file_come_to_what_they_come_to_one_by_one(
    told: list[InvoiceRow | PaymentRow],
) -> None:
    """A book that has posted many rows answers the next one as a book that was just opened."""
    of, book = account(), Book(Receivables({}))
    for nth, row in enumerate(told, start=1):
        before = book.receivables
        fresh = Book(before)
        answers = []
        for one in (book, fresh):
            match row:
                case InvoiceRow():
                    answers.append(with_invoice(of, one, row, net(30), _TODAY))
                case PaymentRow():
                    answers.append(post_payment(one, row, nth % 3 + 1, _TODAY) or of)
        assert answers[0] == answers[1]
        assert book.receivables == fresh.receivables
        if isinstance(answers[0], Fault):
            assert book.receivables == before


def test_a_payment_and_a_credit_note_of_one_name_are_two_credits() -> None:
    book = Book(Receivables({}))
    book.put_credit(payment("10.00 EUR", id="X"))
    book.put_credit(credit_note("20.00 EUR", number="X"))
    assert book.receivables.credits == (book.payment("X"), book.credit_note("X"))
