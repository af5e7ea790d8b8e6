"""Two columns that could be one field: told apart by what they hold, or asked; never chosen in silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from relance.domain.errors import Fault, Refused
from relance.domain.imports import RowFault
from relance.readers import amounts
from relance.readers.clean import normalised
from relance.readers.header_words import NET, TAX
from relance.readers.styles import weigh
from relance.readers.table import Cell, Header, Table, as_text
from relance.readers.vocabulary import word_set

# Of these a wrong choice asks for wrong money, or on a wrong day.
_ASKED = frozenset({"total", "outstanding", "amount", "debit", "credit"})


def without_rivals(table: Table) -> tuple[Header, list[RowFault]]:
    """The header with the right column for each field, and what was told apart.

    Refuses two amounts, or two columns of one name, that differ and that nothing tells apart.
    """
    header, notes = table.header, []
    for field, others in header.rivals.items():
        chosen = header.positions[field]
        for other in others:
            if _are_alike(table, chosen, other):
                continue
            if field == "total" and (gross := _gross(table, chosen, other)) is not None:
                notes.append(_note("gross_column", field, header, gross))
                chosen = gross
            elif field in _ASKED or normalised(header.names[chosen]) == normalised(header.names[other]):
                raise Refused(_fault("two_columns", field, header, chosen, other))
            else:
                notes.append(RowFault(0, _fault("column_chosen", field, header, chosen, other)))
        header = replace(header, positions={**header.positions, field: chosen})
    return header, notes


def _note(code: str, field: str, header: Header, position: int) -> RowFault:
    return RowFault(0, Fault(code, field, {"column": header.names[position], "position": position + 1}))


def _fault(code: str, field: str, header: Header, chosen: int, other: int) -> Fault:
    values: dict[str, str | int] = {"column": header.names[chosen], "position": chosen + 1}
    return Fault(code, field, {**values, "other": header.names[other], "other_position": other + 1})


def _are_alike(table: Table, one: int, other: int) -> bool:
    """Whether no line says something else in the other column."""
    pairs = zip(table.column(one), table.column(other), strict=True)
    return all(first == second or not as_text(second).strip() for first, second in pairs)


def _gross(table: Table, one: int, other: int) -> int | None:
    """Of two totals the one with the tax: net + tax = gross, on every line that has all three."""
    names = [normalised(name) for name in table.header.names]
    taxes = [position for position, name in enumerate(names) if name in word_set(TAX)]
    nets = [position for position, name in enumerate(names) if name in word_set(NET)]
    first, second = _numbers(table.column(one)), _numbers(table.column(other))
    for tax in (_numbers(table.column(position)) for position in taxes):
        if _sums(first, tax, second):
            return other
        if _sums(second, tax, first):
            return one
    for net in (_numbers(table.column(position)) for position in nets):
        if net == first and net != second:
            return other
        if net == second and net != first:
            return one
    return None


def _sums(
    net: Sequence[Decimal | None], tax: Sequence[Decimal | None], gross: Sequence[Decimal | None]
) -> bool:
    told = [(a, b, c) for a, b, c in zip(net, tax, gross, strict=True) if None not in (a, b, c)]
    return bool(told) and all(
        a is not None and b is not None and c is not None and abs(a + b - c) <= Decimal("0.02")
        for a, b, c in told
    )


def _numbers(cells: Sequence[Cell]) -> list[Decimal | None]:
    """What a column's cells come to, by the decimal mark that they agree on."""
    taken = [_apart(cell) for cell in cells]
    marks = weigh((text, meanings) for text, meanings, _ in (one for one in taken if isinstance(one, tuple)))
    mark = marks.verdict() or "."
    found: list[Decimal | None] = []
    for one in taken:
        if isinstance(one, tuple):
            _, meanings, negative = one
            number = meanings.get(mark)
            found.append(-number if number is not None and negative else number)
        else:
            found.append(one)
    return found


def _apart(cell: Cell) -> Decimal | None | tuple[str, amounts.Readings, bool]:
    if isinstance(cell, Decimal):
        return cell
    written = amounts.written(cell) if isinstance(cell, str) else None
    return (written.digits, amounts.readings(written.digits, 2), written.negative) if written else None
