"""Numbers that begin again each year: an invoice is known by its number and its year of issue (`1@2026`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from relance.domain.imports import InvoiceRow, PaymentRow, Row
from relance.usecases.ports.accounts import Accounts

_YEARS_BACK = 2
"""A payment of 2026 may be for an invoice of 2024."""


@dataclass(frozen=True)
class ByYear:
    accounts: Accounts
    org: str
    in_file: set[str] = field(default_factory=set)
    known: dict[str, bool] = field(default_factory=dict)

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        rows, of_line = tuple(rows), dict[int, str]()
        self.in_file.update(_number(row) for row in rows if isinstance(row, InvoiceRow))
        for row in rows:
            match row:
                case InvoiceRow():
                    of_line[row.line] = _number(row)
                    yield self._invoice(row)
                case PaymentRow(invoice_number=str(number), so_far=True) if row.line in of_line:
                    yield replace(row, invoice_number=of_line[row.line], printed=number)
                case PaymentRow(invoice_number=str(number)):
                    yield self._payment(row, number)
                case _:
                    yield row

    def _invoice(self, row: InvoiceRow) -> InvoiceRow:
        applies_to = row.applies_to
        if applies_to:
            found = self._of_years(applies_to, row.issue_date.year)
            applies_to = found[0] if found else f"{applies_to}@{row.issue_date.year}"
        formerly = row.number if self._is_known(row.number) else None
        number = _number(row)
        return replace(row, number=number, printed=row.number, formerly=formerly, applies_to=applies_to)

    def _payment(self, row: PaymentRow, number: str) -> PaymentRow:
        """A payment says a number alone: it is for the oldest invoice of that number that is open."""
        found = self._of_years(number, row.received_on.year)
        if not found:
            return row
        latest, *older = found
        return replace(row, invoice_number=latest, older=tuple(reversed(older)), printed=number)

    def _of_years(self, number: str, year: int) -> list[str]:
        """The latest first; last the number as it was known before numbers were told apart by year."""
        of_years = [f"{number}@{year - back}" for back in range(_YEARS_BACK + 1)]
        return [one for one in (*of_years, number) if one in self.in_file or self._is_known(one)]

    def _is_known(self, number: str) -> bool:
        if number not in self.known:
            self.known[number] = self.accounts.customer_of(self.org, number) is not None
        return self.known[number]


def _number(row: InvoiceRow) -> str:
    return f"{row.number}@{row.issue_date.year}"
