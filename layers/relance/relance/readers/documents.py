"""What lines say together: instalments and items of an invoice, versions of a line, running balances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from relance.domain.errors import Fault
from relance.domain.imports import InvoiceRow, Row, RowFault
from relance.domain.money import Money
from relance.readers.clean import normalised
from relance.readers.header_words import ITEMS
from relance.readers.table import Header, Table, as_text
from relance.readers.vocabulary import word_set

type _Key = tuple[str, str, str]


@dataclass
class Together:
    """The rows of one table, and what was found out about them."""

    rows: list[Row]
    faults: list[RowFault]
    notes: list[RowFault]


def put_together(table: Table, rows: Sequence[Row]) -> Together:
    """Sums the items of an invoice, marks instalments, and refuses balances that cannot be what is left."""
    found = Together(list(rows), [], [])
    groups = _groups(found.rows)
    # Where no number comes twice, a column "Line" may mean anything.
    if any(len(lines) > 1 for lines in groups.values()) and _differ_in_items(table, groups):
        _sum_items(found, groups)
    _check_balances(found, table.header)
    _note_instalments(found)
    return found


def last_of_each(rows: Sequence[Row]) -> tuple[list[Row], list[RowFault]]:
    """An invoice that is there twice with one due date is what its last line says; the others get a note."""
    last = {_instalment(row): row.line for row in rows if isinstance(row, InvoiceRow)}
    notes = [
        RowFault(
            row.line, Fault("superseded", "number", {"number": row.number, "by": last[_instalment(row)]})
        )
        for row in rows
        if isinstance(row, InvoiceRow) and row.line != last[_instalment(row)]
    ]
    superseded = {note.line for note in notes}
    return [row for row in rows if row.line not in superseded], notes


def _key(row: InvoiceRow) -> _Key:
    """Two customers' rows of one number are no two versions of an invoice: one of them is at fault."""
    return row.kind, row.number, row.customer_id


def _instalment(row: InvoiceRow) -> tuple[_Key, date | None]:
    return _key(row), row.due_date if row.kind == "invoice" else None


def _groups(rows: Iterable[Row]) -> dict[_Key, list[InvoiceRow]]:
    found: dict[_Key, list[InvoiceRow]] = {}
    for row in rows:
        if isinstance(row, InvoiceRow):
            found.setdefault(_key(row), []).append(row)
    return found


def _differ_in_items(table: Table, groups: Mapping[_Key, Sequence[InvoiceRow]]) -> bool:
    """Whether lines of one invoice differ in a column of items: two versions of a line do not."""
    used = set(table.header.positions.values())
    columns = [
        position
        for position, name in enumerate(table.header.names)
        if position not in used and len(name) < 120 and _names_an_item(name)
    ]
    cells = {
        line.number: [as_text(line.cells[at]) for at in columns] for line in table.lines if not line.fault
    }
    return any(
        cells[one.line] != cells[other.line] for lines in groups.values() for one, other in pairwise(lines)
    )


def _names_an_item(name: str) -> bool:
    """`Item name`, and `Invoice lines/Quantity` as Odoo writes it."""
    items = word_set(ITEMS)
    return normalised(name) in items or normalised(name.rpartition("/")[2]) in items


def _sum_items(found: Together, groups: Mapping[_Key, Sequence[InvoiceRow]]) -> None:
    """One row for each invoice of a file with a line for each of its items.

    An amount that is the same on all lines of every invoice is the invoice's own, repeated; else it is that
    of the line.
    """
    several = [lines for lines in groups.values() if len(lines) > 1]
    repeated = {
        field: all(len({getattr(row, field) for row in lines} - {None}) <= 1 for lines in several)
        for field in ("total", "outstanding", "prepaid")
    }
    kept: dict[int, InvoiceRow] = {}
    left_out: set[int] = set()
    for lines in several:
        if len({row.due_date for row in lines}) > 1 or len({row.total.currency for row in lines}) > 1:
            continue
        first = lines[0]
        total = _amount(lines, "total", repeated["total"])
        if total is None:
            continue
        kept[first.line] = replace(
            first,
            total=total,
            outstanding=_amount(lines, "outstanding", repeated["outstanding"]),
            prepaid=_amount(lines, "prepaid", repeated["prepaid"]),
        )
        left_out |= {row.line for row in lines[1:]}
        code = "items_of_one_total" if repeated["total"] else "items_summed"
        values: dict[str, str | int] = {"number": first.number, "count": len(lines), "amount": str(total)}
        found.notes += [RowFault(row.line, Fault(code, "number", values)) for row in lines]
    found.rows = [
        kept.get(row.line, row) if isinstance(row, InvoiceRow) else row
        for row in found.rows
        if row.line not in left_out
    ]


def _amount(lines: Sequence[InvoiceRow], field: str, is_repeated: bool) -> Money | None:
    told: list[Money] = [amount for row in lines if (amount := getattr(row, field)) is not None]
    if not told:
        return None
    return told[0] if is_repeated else Money.total(told, told[0].currency)


def _check_balances(found: Together, header: Header) -> None:
    """More left than the total is a fault; so is every line where each adds its amount to the one above."""
    if not {"outstanding"} <= header.positions.keys() or not header.positions.keys() & {"total", "debit"}:
        return
    told = [row for row in found.rows if isinstance(row, InvoiceRow) and row.outstanding is not None]
    if _is_running(told):
        wrong, code = told, "running_balance"
    else:
        wrong = [
            row for row in told if row.outstanding and _magnitude(row.outstanding) > _magnitude(row.total)
        ]
        code = "more_left_than_total"
    column = header.name_of("outstanding")
    found.faults += [
        RowFault(
            row.line,
            Fault(
                code,
                "outstanding",
                {"column": column, "value": str(row.outstanding), "total": str(row.total)},
            ),
        )
        for row in wrong
    ]
    lines = {row.line for row in wrong}
    found.rows = [row for row in found.rows if row.line not in lines]


def _magnitude(amount: Money) -> int:
    return abs(amount.minor)


def _is_running(rows: Sequence[InvoiceRow]) -> bool:
    """Whether what is left adds up down the column: each line's is the one above and its own amount."""
    steps = 0
    for above, row in pairwise(rows):
        if above.total.currency != row.total.currency or above.outstanding is None or row.outstanding is None:
            return False
        if _signed(row, row.outstanding) - _signed(above, above.outstanding) == _signed(row, row.total):
            steps += 1
        elif above.customer_id == row.customer_id or row.outstanding != row.total:
            return False
    return steps >= 2


def _signed(row: InvoiceRow, amount: Money) -> int:
    return -amount.minor if row.kind == "credit_note" else amount.minor


def _note_instalments(found: Together) -> None:
    """Lines of one invoice number with different due dates are its instalments, a row for each.

    Where each line repeats the whole total, what is left of a line is all that is known of its part.
    """
    parts: dict[int, InvoiceRow] = {}
    for lines in _groups(found.rows).values():
        if len({row.due_date for row in lines}) < 2 or lines[0].kind != "invoice":
            continue
        values: dict[str, str | int] = {
            "number": lines[0].number,
            "count": len({row.due_date for row in lines}),
        }
        found.notes += [RowFault(row.line, Fault("instalment", "due_date", values)) for row in lines]
        parts |= {row.line: row for row in _parts(lines)}
    found.rows = [parts.get(row.line, row) if isinstance(row, InvoiceRow) else row for row in found.rows]


def _parts(lines: Sequence[InvoiceRow]) -> Iterator[InvoiceRow]:
    left = [row.outstanding for row in lines if row.outstanding is not None]
    whole = lines[0].total
    is_repeated = (
        len({row.total for row in lines}) == 1
        and len(left) == len(lines)
        and all(part.currency == whole.currency and part < whole for part in left)
        and sum(part.minor for part in left) <= whole.minor
        and any(left)
    )
    for row in lines:
        yield replace(row, total=row.outstanding) if is_repeated and row.outstanding is not None else row
