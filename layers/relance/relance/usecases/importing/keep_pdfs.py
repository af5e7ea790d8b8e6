"""Keeps the PDFs that came in a file with the invoices they show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from relance.domain.customer import Account
from relance.domain.errors import Fault
from relance.domain.imports import PdfFile, Reading, RowFault
from relance.domain.invoice_sending import when_kept
from relance.domain.receivables import InvoicePdf
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.importing import ImportFiles

_PDF: Final = "application/pdf"
_REFUSED: Final = "pdf_without_invoice"
_YEARS_BACK: Final = 1


@dataclass(frozen=True)
class KeepPdfs:
    """A PDF is put where it is kept before its invoice says so; its key is made of its content, so that
    whoever does the same again writes the same.
    """

    change_account: ChangeAccount
    files: ImportFiles

    def run(self, tenant: Tenant, reading: Reading, *, is_preview: bool = False) -> Reading:
        """The reading without the faults of plain PDFs whose invoice is known; of those a note tells. A
        preview keeps nothing.
        """
        for pdf in reading.pdfs:
            number = self._invoice_of(tenant, pdf)
            if isinstance(number, Fault):
                reading = _refused(reading, pdf, number)
            elif number and (is_preview or self._keep(tenant, number, pdf)) and pdf.number is None:
                reading = _attached(reading, pdf, number)
        return reading

    def _keep(self, tenant: Tenant, number: str, pdf: PdfFile) -> bool:
        """False where the number is a credit note's: their PDFs are not kept."""
        accounts, known = self.change_account.accounts, sha256(pdf.content).hexdigest()
        customer = accounts.customer_of(tenant.id, number)
        if customer is None or not accounts.load(tenant.id, customer, (number,)).receivables.named(number):
            return False
        key = f"{tenant.id}/pdf/{known}.pdf"
        self.files.put(key, pdf.content, _PDF)
        now = self.change_account.clock.now()

        def kept(account: Account) -> Account:
            owed, now_kept = account.receivables, InvoicePdf(key, len(pdf.content), known, now, pdf.dangers)
            parts = [part for part in owed.named(number) if part.pdf is None or part.pdf.sha256 != known]
            rule, zone = tenant.organization.invoice_sending, tenant.calendar.zone
            shows = [when_kept(replace(part, pdf=now_kept), rule, now, zone) for part in parts]
            return replace(account, receivables=owed.with_invoices(shows))

        self.change_account.run(tenant, customer, kept, also=(number,))
        return True

    def _invoice_of(self, tenant: Tenant, pdf: PdfFile) -> str | Fault | None:
        """The one known invoice that the PDF carries, else that its name says, else that its page mentions.
        None: no known invoice.
        """
        if pdf.number:
            years = [pdf.issue_date.year] if pdf.issue_date else []
            return next(self._known(tenant, [pdf.number], years), None)
        now = self.change_account.clock.now()
        year = tenant.calendar.today(now).year
        years = [year - back for back in range(_YEARS_BACK + 1)]
        for words in (pdf.named[:1], pdf.named, pdf.mentioned):
            found = sorted(set(self._known(tenant, words, years)))
            if len(found) > 1:
                return Fault("pdf_of_several_invoices", "file", {"numbers": ", ".join(found[:5])})
            if found:
                return found[0]
        return None

    def _known(self, tenant: Tenant, words: Sequence[str], years: Sequence[int]) -> Iterator[str]:
        """The words that are numbers of invoices; where numbers begin again each year, of these years."""
        owner = self.change_account.accounts.customer_of
        for word in words:
            numbers = [f"{word}@{year}" for year in years] if tenant.organization.numbers_restart else []
            found = next((number for number in (*numbers, word) if owner(tenant.id, number)), None)
            if found:
                yield found


def _attached(reading: Reading, pdf: PdfFile, number: str) -> Reading:
    told = [fault for fault in reading.faults if fault.line == pdf.line and fault.fault.code != _REFUSED]
    note = RowFault(pdf.line, Fault("pdf_kept", "file", {"number": number}))
    faults = tuple(fault for fault in reading.faults if fault.line != pdf.line)
    return replace(reading, faults=faults, notes=(*reading.notes, note, *told))


def _refused(reading: Reading, pdf: PdfFile, why: Fault) -> Reading:
    faults = tuple(
        RowFault(told.line, why) if told.line == pdf.line and told.fault.code == _REFUSED else told
        for told in reading.faults
    )
    return replace(reading, faults=faults)
