"""Organizations that an earlier version wrote are read as they were meant."""

from __future__ import annotations

from datetime import date

from relance.domain.bank_details import BankDetails
from relance.domain.organization import Organization
from relance.store.documents import document, reader

OLD = '{"id":"acme","name":"Acme","sending":true,"stopped_on":"2026-03-02","payment_details":"IBAN X"}'


def test_one_from_before_bank_details_goes_on_sending() -> None:
    read = reader(Organization)(OLD)
    assert (read.bank_details, read.nothing_confirmed, read.says_how_to_pay) == (None, False, True)
    assert not read.is_to_confirm(date(2027, 1, 1))


def test_what_is_written_now_is_read_again() -> None:
    details = BankDetails("FR1420041010050500013M02606", "Acme", "PSSTFRPPPAR", "#REF#")
    written = Organization("acme", "Acme", bank_details=details, nothing_confirmed=True)
    assert reader(Organization)(document(written)) == written
