"""The ageing by customer and currency, as a file for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Final

from relance.domain.ageing import ageing_of
from relance.domain.figures import CustomerFigures
from relance.domain.money import exponent
from relance.rendering.texts import text

# A spreadsheet takes a cell that begins so for a formula, whose result may be a call to somebody's server.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """A cell with somebody's text that no spreadsheet takes for a formula: an apostrophe before `=1+1`."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def ageing_csv(
    customers: Iterable[CustomerFigures], bands: tuple[int, ...], today: date, language: str
) -> str:
    """One row a customer and currency that has anything open, by customer; amounts with a decimal point."""
    file = StringIO()
    # The mark by which spreadsheets know UTF-8.
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(_heads(bands, language))
    for customer in customers:
        for of in ageing_of((customer,), bands, today):
            if not (of.outstanding or of.on_account):
                continue
            amounts = (of.outstanding, of.late, *(b.minor for b in of.bands), of.disputed, of.on_account)
            shown = [_decimal(minor, of.currency) for minor in amounts]
            names = [safe(one) for one in (customer.customer, customer.name, customer.manager or "")]
            writer.writerow([*names, of.currency, *shown])
    return file.getvalue()


def _heads(bands: tuple[int, ...], language: str) -> list[str]:
    def head(code: str, **values: object) -> str:
        return text(language, "figures", code, **values)

    firsts = (1, *(end + 1 for end in bands))
    between = [head("days", first=first, last=last) for first, last in zip(firsts, bands, strict=False)]
    return [
        *(head(code) for code in ("customer", "name", "manager", "currency", "outstanding", "late")),
        head("not_due"),
        *between,
        head("more", first=firsts[-1]),
        head("disputed"),
        head("on_account"),
    ]


def _decimal(minor: int, currency: str) -> str:
    return f"{Decimal(minor).scaleb(-exponent(currency)):f}"
