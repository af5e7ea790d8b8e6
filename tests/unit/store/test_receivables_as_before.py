"""Receivables as versions before announced money, instalments and terms wrote them are still read."""

from __future__ import annotations

from relance.domain.customer import Customer
from relance.domain.organization import Organization
from relance.domain.payment_terms import PaymentTerms, TermsKind, net
from relance.domain.receivables import CreditNote, Invoice, Payment
from relance.store.documents import document, reader


def test_an_invoice_is_whole() -> None:
    old = (
        '{"number":"F-1","issue_date":"2026-10-01","due_date":"2026-10-31","total":{"minor":1000,'
        '"currency":"EUR"},"stated":{"due_date":"2026-10-31","email":"a@x.example"}}'
    )
    invoice = reader(Invoice)(old)
    assert (invoice.shown, invoice.document, invoice.stated.invoice) == ("F-1", "", "")


def test_money_counts() -> None:
    money = '"amount":{"minor":1000,"currency":"EUR"}'
    payment = reader(Payment)(f'{{"id":"P-1","received_on":"2026-10-01",{money}}}')
    note = reader(CreditNote)(
        f'{{"number":"A-1","issue_date":"2026-10-01",{money},'
        f'"refunds":[{{"id":"R-1","paid_on":"2026-10-02",{money}}}]}}'
    )
    assert (payment.live, payment.next_on, note.live, note.next_on) == (True, None, True, None)


def test_terms_are_days_net() -> None:
    customer = reader(Customer)('{"id":"C-1","name":"Zoe","terms_days":10}')
    assert customer.payment_terms == net(10)
    organization = reader(Organization)('{"id":"acme","name":"Acme","terms_days":45}')
    assert organization.terms_of(Customer("C-2", "Max")) == net(45)
    assert organization.numbers_restart is False


def test_what_is_new_is_read_as_it_was_written() -> None:
    customer = Customer("C-1", "Zoe", terms=PaymentTerms(TermsKind.EOM_THEN_NET, 45, 10))
    assert reader(Customer)(document(customer)) == customer
