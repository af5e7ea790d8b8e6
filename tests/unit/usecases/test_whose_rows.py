"""Customers are joined by their own code, else by SIREN or VAT number."""

from __future__ import annotations

from typing import Any

from relance.domain.imports import ContactRow, PaymentRow
from tests.unit.usecases.importing import Importing, codes, contact_row, invoice_row, payment_row

SIREN, VAT = "732829320", "FR32732829320"


def contact(number: str, **more: Any) -> ContactRow:
    """As a file without codes has it: named by the number."""
    return ContactRow(3, number, name="Zoé", email="zoe@client.example", **more)


def payment(amount: str, number: str, **more: str) -> PaymentRow:
    return payment_row(amount, None, line=4, customer_id=number, **more)


def customers(acme: Importing) -> list[str]:
    return list(acme.world.house.accounts.customers("acme"))


def test_a_contact_joins_the_customer_of_its_siren_or_vat_number(acme: Importing) -> None:
    acme.rows(invoice_row(siren=SIREN, vat=VAT))
    for row in (contact(SIREN, siren=SIREN), contact(VAT, vat=VAT)):
        assert acme.rows(row).faults == ()
    assert customers(acme) == ["C-1"]
    assert [c.email for c in acme.account().contacts] == ["zoe@client.example"]


def test_a_payment_on_account_joins_the_customer_of_its_number(acme: Importing) -> None:
    acme.rows(invoice_row(siren=SIREN))
    assert acme.rows(payment("30.00 EUR", SIREN, siren=SIREN)).faults == ()
    assert acme.balance() == "70.00 EUR"


def test_an_invoice_without_a_code_joins_the_customer_of_its_number(acme: Importing) -> None:
    acme.rows(invoice_row(siren=SIREN))
    for _ in range(2):
        assert acme.rows(invoice_row("F-2", customer_id=SIREN, siren=SIREN)).faults == ()
        assert acme.rows(invoice_row("F-1", customer_id=SIREN, siren=SIREN)).faults == ()
    assert (customers(acme), acme.balance()) == (["C-1"], "200.00 EUR")


def test_rows_of_one_file_join_each_other(acme: Importing) -> None:
    acme.rows(contact(SIREN, siren=SIREN), invoice_row(siren=SIREN))
    assert customers(acme) == ["C-1"]


def test_where_nobody_has_a_code_the_number_is_the_customer_s(acme: Importing) -> None:
    acme.rows(invoice_row(customer_id=SIREN, siren=SIREN))
    acme.rows(contact(SIREN, siren=SIREN))
    assert customers(acme) == [SIREN]
    assert acme.account(SIREN).recipient is not None


def test_a_number_nobody_is_known_by_makes_no_customer_that_has_no_invoice(acme: Importing) -> None:
    """Its invoices may come under a code, and would never find the contact."""
    imported = acme.rows(contact(SIREN, siren=SIREN), payment("30.00 EUR", SIREN, siren=SIREN))
    assert codes(imported) == [(3, "unknown_customer"), (4, "unknown_customer")]
    assert customers(acme) == []


def test_a_number_that_several_customers_have_says_nothing(acme: Importing) -> None:
    acme.rows(invoice_row(siren=SIREN), invoice_row("F-2", customer_id="C-2", siren=SIREN, line=3))
    imported = acme.rows(contact(SIREN, siren=SIREN))
    assert codes(imported) == [(3, "several_customers")]
    assert imported.faults[0].fault.values == {"number": SIREN}


def test_its_own_code_comes_before_a_number(acme: Importing) -> None:
    acme.rows(invoice_row(siren=SIREN))
    acme.rows(
        contact_row("zoe@client.example", siren=SIREN), invoice_row("F-2", customer_id="C-2", siren=SIREN)
    )
    assert customers(acme) == ["C-1", "C-2"]


def merged(acme: Importing) -> None:
    """C-1 owes F-1, C-2 owes F-2; both are C-2 from now on."""
    acme.rows(invoice_row(siren=SIREN), invoice_row("F-2", customer_id="C-2", line=3))
    merge = acme.world.house.merge_customers
    merge.run(acme.tenant, "C-1", "C-2", merge.look(acme.tenant, "C-1", "C-2").confirm)


def test_the_id_of_a_customer_that_was_merged_means_the_one_that_stayed(acme: Importing) -> None:
    merged(acme)
    imported = acme.rows(
        invoice_row(),
        invoice_row("F-3", line=3),
        contact_row("zoe@client.example", line=4),
        payment_row("30.00 EUR", None, line=5, customer_id="C-1"),
    )
    assert (codes(imported), imported.notes) == ([], ())
    assert (customers(acme), acme.balance(customer="C-2")) == (["C-2"], "270.00 EUR")
    assert acme.account("C-2").emails == {"zoe@client.example"}
    assert not acme.account("C-2").tasks, "nobody is asked whether F-1 moves to C-1"


def test_rows_of_both_ids_in_one_file_are_one_customers(acme: Importing) -> None:
    merged(acme)
    rows = (
        invoice_row(),
        invoice_row(customer_id="C-2", line=3),
        invoice_row("F-4", line=4),
        invoice_row("F-4", customer_id="C-2", line=5),
    )
    for _ in range(2):
        assert codes(acme.rows(*rows)) == []
        assert acme.balance(customer="C-2") == "300.00 EUR"


def test_the_registration_of_a_customer_that_was_merged_means_the_one_that_stayed(acme: Importing) -> None:
    merged(acme)
    assert acme.rows(payment("30.00 EUR", SIREN, siren=SIREN)).faults == ()
    assert acme.balance(customer="C-2") == "170.00 EUR"


def test_the_same_files_again_change_nothing_after_a_merge(acme: Importing) -> None:
    """Both customers had paid the same sum on the same day, on account."""
    files = [
        (invoice_row(), payment_row("30.00 EUR", None, line=3, customer_id="C-1")),
        (
            invoice_row("F-2", customer_id="C-2"),
            payment_row("30.00 EUR", None, line=3, customer_id="C-2"),
        ),
    ]
    for file in files:
        acme.rows(*file)
    merge = acme.world.house.merge_customers
    merge.run(acme.tenant, "C-1", "C-2", merge.look(acme.tenant, "C-1", "C-2").confirm)
    for file in (*files, *files):
        assert codes(acme.rows(*file)) == []
        assert acme.balance(customer="C-2") == "140.00 EUR"
