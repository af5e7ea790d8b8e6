"""Terms of payment as files write them."""

from __future__ import annotations

import pytest

from relance.domain.imports import Defaults, InvoiceRow
from relance.domain.payment_terms import PaymentTerms, TermsKind, net
from relance.readers import read
from relance.readers.payment_terms import payment_terms

NET, THEN_EOM, EOM_THEN = TermsKind

READ = {
    "30": net(30),
    "Net 30": net(30),
    "N/30": net(30),
    "2/10, n/30": net(30),
    "30 jours nets": net(30),
    "60 jours date de facture": net(60),
    "30 Tage netto": net(30),
    "14 Tage 2 % Skonto, 30 Tage netto": net(30),
    "Zahlbar innerhalb von 14 Tagen": net(14),
    "60 días": net(60),
    "2 weeks": net(14),
    "À réception": net(0),
    "Due on receipt": net(0),
    "Comptant": net(0),
    "30 jours fin de mois": PaymentTerms(THEN_EOM, 30),
    "45 JOURS FIN DE MOIS": PaymentTerms(THEN_EOM, 45),
    "45 days EOM": PaymentTerms(THEN_EOM, 45),
    "30j FDM": PaymentTerms(THEN_EOM, 30),
    "30 FDM": PaymentTerms(THEN_EOM, 30),
    "30 giorni fine mese": PaymentTerms(THEN_EOM, 30),
    "30 dagen einde maand": PaymentTerms(THEN_EOM, 30),
    "fin de mois": PaymentTerms(THEN_EOM, 0),
    "60 jours fin de mois, le 10": PaymentTerms(THEN_EOM, 60, 10),
    "fin de mois 45 jours": PaymentTerms(EOM_THEN, 45),
    "fin de mois 45 jours le 10": PaymentTerms(EOM_THEN, 45, 10),
    "EOM + 30": PaymentTerms(EOM_THEN, 30),
    "30 days after the end of the month": PaymentTerms(EOM_THEN, 30),
    "30 Tage nach Monatsende": PaymentTerms(EOM_THEN, 30),
    "le 15 du mois suivant": PaymentTerms(EOM_THEN, 0, 15),
    "30 jours le 5": PaymentTerms(NET, 30, 5),
}


@pytest.mark.parametrize("text", READ)
def test_read(text: str) -> None:
    assert payment_terms(text) == READ[text]


@pytest.mark.parametrize(
    "text",
    ["", "sur devis", "30/60/90 jours", "50 % 30 days, 50 % 60 days", "ZB30", "1 mois", "x" * 300, "9" * 150],
)
def test_not_read(text: str) -> None:
    assert payment_terms(text) is None


def rows(terms: str, due: str = "") -> tuple[list[InvoiceRow], list[str]]:
    lines = (
        "N° facture;Code client;Date facture;Échéance;Conditions de règlement;Montant TTC",
        f"F-1;C1;31/01/2027;{due};{terms};100,00",
    )
    reading = read("\n".join(lines).encode(), "f.csv", defaults=Defaults("EUR", "fr"))
    found = [row for row in reading.rows if isinstance(row, InvoiceRow)]
    return found, [note.fault.code for note in reading.notes]


def test_a_file_s_column_gives_the_terms() -> None:
    (row,), notes = rows("30 jours fin de mois")
    assert (row.terms, notes) == (PaymentTerms(THEN_EOM, 30), [])


def test_terms_that_nobody_can_read_are_a_note() -> None:
    (row,), notes = rows("selon contrat")
    assert (row.terms, notes) == (None, ["terms_unread"])


def test_beside_a_due_date_they_are_not_asked() -> None:
    (row,), notes = rows("selon contrat", "02/03/2027")
    assert (row.terms, notes) == (None, [])
