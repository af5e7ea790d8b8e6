"""The table of invoices in a message: one part per currency, each with its own total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from relance.domain.money import Money
from relance.rendering.amounts import amount, short_date
from relance.rendering.facts import Adjustment, InvoiceLine, ReminderFacts, per_currency
from relance.rendering.printable import one_line
from relance.rendering.texts import text

MAX_ROWS: Final = 60
"""Invoices listed per currency; more become one row with their sum. Gmail clips a mail at 102 KB."""

HEADINGS: Final = ("invoice", "issued", "due", "delay", "amount")


@dataclass(frozen=True, slots=True)
class Row:
    """One invoice. `late` is whether `delay` counts days overdue."""

    number: str
    issued: str
    due: str
    delay: str
    amount: str
    late: bool

    @property
    def cells(self) -> tuple[str, ...]:
        return self.number, self.issued, self.due, self.delay, self.amount


@dataclass(frozen=True, slots=True)
class Sum:
    """A line under the invoices: its label and its amount."""

    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class InvoiceTable:
    """What is owed in one currency, as it is shown."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    sums: tuple[Sum, ...]
    total: Sum
    title: str = ""
    """Above the table; "" for none."""

    @property
    def as_text(self) -> str:
        """Aligned columns for a text part; amounts end on one edge."""
        grid = [self.headings, *(row.cells for row in self.rows)]
        widths = [max(len(cell) for cell in column) for column in zip(*grid, strict=True)]
        foot = [*self.sums, self.total]
        widths[-1] = max(widths[-1], *(len(each.amount) for each in foot))
        labels = max(len(each.label) for each in foot) + 2
        widths[0] += max(0, labels - sum(widths[:-1]) - 2 * (len(widths) - 1))
        across = sum(widths[:-1]) + 2 * (len(widths) - 1)
        lines = [_aligned(cells, widths) for cells in grid]
        rule = "-" * (across + widths[-1])
        feet = [f"{each.label:<{across}}{each.amount:>{widths[-1]}}" for each in foot]
        head = [self.title, ""] if self.title else []
        return "\n".join([*head, lines[0], rule, *lines[1:], rule, *feet])


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    *left, last = cells
    columns = [f"{cell:<{width}}" for cell, width in zip(left, widths, strict=False)]
    return "  ".join([*columns, f"{last:>{widths[-1]}}"])


def invoice_tables(facts: ReminderFacts) -> tuple[InvoiceTable, ...]:
    """One table for each currency owed, oldest invoice first; then those that are not overdue yet, apart."""
    to_come = per_currency(line.listed for line in facts.to_come)
    later = replace(facts, invoices=facts.to_come, adjustments=())
    return (
        *(_table(total, facts) for total in facts.amounts_due),
        *(replace(_table(total, later), title=text(facts.language, "words", "to_come")) for total in to_come),
    )


def _table(total: Money, facts: ReminderFacts) -> InvoiceTable:
    lines = sorted(
        (line for line in facts.invoices if line.outstanding.currency == total.currency),
        key=lambda line: (line.due_date, line.number),
    )
    shown, left_out = lines[:MAX_ROWS], lines[MAX_ROWS:]
    sums = [_left_out(left_out, total.currency, facts.language)] if left_out else []
    sums += [
        _adjusted(each, facts.language)
        for each in facts.adjustments
        if each.amount.currency == total.currency
    ]
    return InvoiceTable(
        headings=tuple(text(facts.language, "words", heading) for heading in HEADINGS),
        rows=tuple(_row(line, facts) for line in shown),
        sums=tuple(sums),
        total=Sum(text(facts.language, "words", "total"), amount(total, facts.language)),
    )


def _row(line: InvoiceLine, facts: ReminderFacts) -> Row:
    language, days = facts.language, line.days_overdue(facts.today)
    return Row(
        number=one_line(line.number),
        issued=short_date(line.issue_date, language),
        due=short_date(line.due_date, language),
        delay=_delay(days, language),
        amount=amount(line.listed, language),
        late=days > 0,
    )


def _delay(days: int, language: str) -> str:
    if days <= 0:
        return text(language, "words", "not_overdue")
    return text(language, "words", "one_day" if days == 1 else "days", days=days)


def _left_out(lines: Sequence[InvoiceLine], currency: str, language: str) -> Sum:
    owed = Money.total((line.listed for line in lines), currency)
    label = text(language, "words", "one_more" if len(lines) == 1 else "more", count=len(lines))
    return Sum(label, amount(owed, language))


def _adjusted(adjustment: Adjustment, language: str) -> Sum:
    of = adjustment.of
    named = short_date(of, language) if isinstance(of, date) else one_line(of)
    return Sum(text(language, "words", adjustment.kind, of=named), amount(adjustment.amount, language))
