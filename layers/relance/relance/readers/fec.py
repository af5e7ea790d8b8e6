"""The French accounting file (FEC): what customers owe by their accounts 411, and totals to check it by.

Lettered does not mean paid: open is what the entries of one letter leave, and any entry without a letter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.domain.imports import Defaults, InvoiceRow, PaymentRow, Reading, Row, RowFault
from relance.domain.money import Money
from relance.readers import words
from relance.readers.clean import clean, normalised
from relance.readers.decoding import decode
from relance.readers.einvoice.document import amount, day
from relance.readers.fields import MAX_KEY_BYTES, MAX_TEXT
from relance.readers.listed import reading_of

RECEIVABLES: Final = "411"
MAX_LINES: Final = 1_000_000

_NEEDED: Final = ("journalcode", "ecriturenum", "ecrituredate", "comptenum", "pieceref")
_NAMES: Final = {
    "comptauxnum": "compauxnum",
    "compteauxnum": "compauxnum",
    "comptauxlib": "compauxlib",
    "compteauxlib": "compauxlib",
    "lettrage": "ecriturelet",
    "ecriturelettrage": "ecriturelet",
}
# Columns of free text, the likeliest first: a separator inside one of them makes a line too long.
_TEXTS: Final = ("ecriturelib", "compauxlib", "comptelib", "journallib", "pieceref")
_SALES: Final = re.compile(r"v(?!ir)|fac|avoir")
_OPENING: Final = re.compile(r"an|ran|anouveau")


@dataclass(slots=True)
class Entry:
    """One line on a receivables account. `net` is debit less credit, `open` what is left of it."""

    line: int
    journal: str
    journal_name: str
    number: str
    account: str
    auxiliary: str
    name: str
    piece: str
    issued: date
    label: str
    net: Decimal
    letter: str
    open: Decimal = Decimal(0)

    @property
    def customer(self) -> str:
        return self.auxiliary or self.account

    @property
    def is_sale(self) -> bool:
        """Of a sales journal, or an opening balance."""
        said = normalised(self.journal), normalised(self.journal_name)
        return any(_SALES.match(name) or _OPENING.match(name) for name in said) or self.is_credit_note

    @property
    def is_credit_note(self) -> bool:
        return self.net < 0 and "avoir" in normalised(self.label)

    @property
    def is_money(self) -> bool:
        said = (self.journal, self.journal_name)
        return not self.is_sale and (self.net < 0 or any(map(words.is_of_money, said)))


@dataclass
class _File:
    entries: list[Entry] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    lines: int = 0
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    last: date = date.min


def read_fec(data: bytes, filename: str, defaults: Defaults) -> Reading:
    """Raises Refused for a file without the columns that the law gives."""
    file = _entries(decode(data).text.lstrip("\ufeff"))
    _distribute(file.entries)
    currency = "XPF" if defaults.currency == "XPF" else "EUR"
    rows, notes = _rows(file, currency)
    notes = [RowFault(0, _totals(file, currency)), *notes]
    return reading_of("fec", rows, faults=file.faults, notes=notes)


# --- lines ---


def _entries(text: str) -> _File:
    physical = re.split(r"\r*\n|\r+", text)
    header, separator = _header(physical[0])
    file = _File()
    if len(physical) > MAX_LINES:
        raise Refused(Fault("too_many_lines", "file", {"limit": MAX_LINES}))
    for number, line in enumerate(physical[1:], start=2):
        if not line.strip():
            continue
        file.lines += 1
        cells = [clean(cell.strip().strip('"')) for cell in line.split(separator)]
        said = _under(header, cells)
        if said is None:
            file.faults.append(RowFault(number, Fault("fec_line", "line", {"value": line[:80].strip()})))
            continue
        debit, credit = _sides(said)
        file.debit += debit
        file.credit += credit
        file.last = max(file.last, day(said["ecrituredate"]) or date.min)
        if said["comptenum"].startswith(RECEIVABLES):
            file.entries.append(_entry(number, said, debit - credit))
    return file


def _header(line: str) -> tuple[list[str], str]:
    separator = max("\t|;", key=line.count)
    names = [normalised(name) for name in line.split(separator)]
    names = [_NAMES.get(name, name) for name in names]
    while names and not names[-1]:
        names.pop()
    sides = {"debit", "credit"} <= set(names) or {"montant", "sens"} <= set(names)
    missing = [name for name in _NEEDED if name not in names]
    if missing or not sides:
        raise Refused(Fault("fec_columns", "file", {"missing": ", ".join(missing or ["Debit", "Credit"])}))
    return names, separator


def _under(header: Sequence[str], cells: list[str]) -> Mapping[str, str] | None:
    """The cells by column. Where a line has too many, a separator stood inside one of the texts: the text for
    which days and amounts fall into their places again. None when none does.
    """
    width = len(header)
    cells = cells + [""] * (width - len(cells))
    if not any(cells[width:]) and _makes_sense(said := dict(zip(header, cells, strict=False))):
        return said
    for last in (len(cells), len(cells) - 1):  # a line may end with a separator, too
        surplus = last - width
        for name in _TEXTS:
            if surplus > 0 and name in header:
                at = header.index(name)
                joined = [
                    *cells[:at],
                    " ".join(cells[at : at + surplus + 1]),
                    *cells[at + surplus + 1 : last],
                ]
                if _makes_sense(said := dict(zip(header, joined, strict=True))):
                    return said
    return None


_DAYS: Final = ("ecrituredate", "piecedate", "datelet", "validdate")


def _makes_sense(said: Mapping[str, str]) -> bool:
    """Whether days stand where days belong, and an amount on one side."""
    try:
        debit, credit = _sides(said)
    except ValueError:
        return False
    days = all(day(text) for name in _DAYS if (text := said.get(name, "")).strip("0"))
    return days and bool(day(said["ecrituredate"])) and not (debit and credit)


def _sides(said: Mapping[str, str]) -> tuple[Decimal, Decimal]:
    """Debit and credit; of the form with one amount and its side, too. Raises ValueError."""
    if "debit" in said:
        return _number(said["debit"]), _number(said["credit"])
    number, side = _number(said["montant"]), said["sens"].upper()
    if side[:1] not in ("D", "C", "+", "-"):
        raise ValueError(side)
    return (number, Decimal(0)) if side[:1] in ("D", "+") else (Decimal(0), number)


def _number(text: str) -> Decimal:
    text = text.replace("\u202f", "").replace("\xa0", "").replace(" ", "")
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    return amount(text or "0") or Decimal(0)


def _entry(line: int, said: Mapping[str, str], net: Decimal) -> Entry:
    issued = day(said.get("piecedate", "")) or day(said["ecrituredate"])
    assert issued is not None  # noqa: S101 - _makes_sense
    auxiliary = said.get("compauxnum", "")
    return Entry(
        line=line,
        journal=said["journalcode"],
        journal_name=said.get("journallib", ""),
        number=said["ecriturenum"],
        account=said["comptenum"],
        auxiliary=auxiliary,
        name=said.get("compauxlib" if auxiliary else "comptelib", ""),
        piece=" ".join(said["pieceref"].split()),
        issued=issued,
        label=said.get("ecriturelib", ""),
        net=net,
        letter=said.get("ecriturelet", ""),
    )


# --- what is open ---


def _distribute(entries: Iterable[Entry]) -> None:
    """Gives each entry what is left of it. What a letter's entries leave stays with the latest of the side
    that is left: what was paid paid the oldest.
    """
    lettered: defaultdict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.letter:
            lettered[entry.account, entry.auxiliary, entry.letter].append(entry)
        else:
            entry.open = entry.net
    for group in lettered.values():
        left = sum((entry.net for entry in group), Decimal(0))
        for entry in sorted(group, key=lambda each: (each.issued, each.line), reverse=True):
            if left and (entry.net > 0) == (left > 0) and entry.net:
                entry.open = min(entry.net, left, key=abs)
                left -= entry.open


def _rows(file: _File, currency: str) -> tuple[list[Row], list[RowFault]]:
    rows: list[Row] = []
    notes: list[RowFault] = []
    named = _numbers(file.entries)
    for entry in file.entries:
        if len(entry.customer.encode()) > MAX_KEY_BYTES or not entry.net:
            continue
        if entry.is_money and entry.net < 0:
            if entry.open:
                rows.append(_payment(entry, currency))
            continue
        if entry.is_money and not entry.open:
            continue  # money returned, and settled since
        rows.append(_invoice(entry, named[entry.line], currency, file.last))
        if entry.is_money:
            notes.append(RowFault(entry.line, Fault("fec_no_sale", "journal", {"journal": entry.journal})))
    return rows, [*notes, *_residuals(file.entries)]


def _invoice(entry: Entry, number: str, currency: str, closed_on: date) -> InvoiceRow:
    return InvoiceRow(
        line=entry.line,
        number=number,
        customer_id=entry.customer,
        issue_date=entry.issued,
        total=_money(abs(entry.net), currency),
        customer_name=entry.name[:MAX_TEXT] or None,
        outstanding=_money(abs(entry.open), currency),
        kind="credit_note" if entry.net < 0 else "invoice",
        type=entry.journal,
        as_of=closed_on,
    )


def _payment(entry: Entry, currency: str) -> PaymentRow:
    """What of a payment is on account: the rest is in what the invoices have left."""
    reference = " ".join(filter(None, (entry.journal, entry.number, entry.piece)))
    return PaymentRow(
        entry.line,
        entry.issued,
        _money(-entry.open, currency),
        reference=reference[:MAX_TEXT],
        customer_id=entry.customer,
    )


def _money(number: Decimal, currency: str) -> Money:
    return Money.of(round(number, 0 if currency == "XPF" else 2), currency)


def _numbers(entries: Iterable[Entry]) -> dict[int, str]:
    """A number for each entry, by its line: the reference of its piece where that names one entry of its
    journal alone, else with the number of the entry, the account, and the line, as far as needed.
    """
    journals: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if not (entry.is_money and entry.net < 0):
            journals[entry.journal].append(entry)
    parts: tuple[Callable[[Entry], str], ...] = (
        lambda entry: entry.piece,
        lambda entry: entry.number,
        lambda entry: entry.customer,
        lambda entry: f"{entry.line}",
    )
    named: dict[int, str] = {}
    taken: set[str] = set()
    for journal, group in journals.items():
        for count in range(1, len(parts) + 1):
            names = ["-".join(filter(None, (part(entry) for part in parts[:count]))) for entry in group]
            if len(set(names)) == len(names) and all(names):
                break
        if not taken.isdisjoint(names):
            names = [f"{journal}-{name}" for name in names]
        taken.update(names)
        named |= {entry.line: name for entry, name in zip(group, names, strict=True)}
    return named


# --- what is told beside ---


def _residuals(entries: Iterable[Entry]) -> list[RowFault]:
    """Letters whose entries do not add up to nothing."""
    groups: defaultdict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.letter:
            groups[entry.account, entry.auxiliary, entry.letter].append(entry)
    told = []
    for (account, auxiliary, letter), group in groups.items():
        debit = sum((entry.net for entry in group if entry.net > 0), Decimal(0))
        credit = -sum((entry.net for entry in group if entry.net < 0), Decimal(0))
        if debit != credit:
            values: dict[str, str | int] = {
                "letter": letter,
                "account": " ".join(filter(None, (account, auxiliary))),
                "debit": f"{debit:.2f}",
                "credit": f"{credit:.2f}",
                "left": f"{debit - credit:.2f}",
            }
            told.append(RowFault(group[-1].line, Fault("fec_residual", "ecriturelet", values)))
    return told


def _totals(file: _File, currency: str) -> Fault:
    """Control totals: they are to equal those of the accounting software."""
    owed = sum((entry.open for entry in file.entries if entry.open > 0), Decimal(0))
    credit = -sum((entry.open for entry in file.entries if entry.open < 0), Decimal(0))
    values: dict[str, str | int] = {
        "lines": file.lines,
        "debit": f"{file.debit:.2f}",
        "credit": f"{file.credit:.2f}",
        "balance": f"{sum((entry.net for entry in file.entries), Decimal(0)):.2f}",
        "open": f"{owed:.2f}",
        "unapplied": f"{credit:.2f}",
        "currency": currency,
    }
    return Fault("fec_totals" if file.debit == file.credit else "fec_unbalanced", "file", values)
