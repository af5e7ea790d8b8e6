"""A letter before it is set on paper: every text of it, in the reader's language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from relance.domain.money import Money
from relance.domain.postal_address import PostalAddress
from relance.rendering.printable import one_line, printable

# Spaces that few fonts have are written as the one that all have; marks of no width are left out.
_SPACES: Final = str.maketrans(
    {
        **dict.fromkeys("\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", "\xa0"),
        "\t": "    ",
        "\u2028": "\n",
        "\u2029": "\n",
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"),
    }
)


class Service(StrEnum):
    """How the post carries it. Registered is with acknowledgement of receipt."""

    SIMPLE = "simple"
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class Account:
    """Where to pay: `iban` and `bic` with or without spaces; `reference` is what the payer is to quote."""

    iban: str
    holder: str
    bic: str = ""
    reference: str = ""

    @property
    def bare_iban(self) -> str:
        return "".join(self.iban.split()).upper()

    @property
    def bare_bic(self) -> str:
        return "".join(self.bic.split()).upper()

    @property
    def written_iban(self) -> str:
        """In groups of four: `FR76 3000 6000 …`."""
        bare = self.bare_iban
        return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes. `logo` is a PNG or JPEG picture; `footer` is free text of several lines; `contact` are
    lines such as a telephone number.
    """

    name: str
    address: PostalAddress
    contact: tuple[str, ...] = ()
    logo: bytes | None = None
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class TableRow:
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterTable:
    """What is owed in one currency. The last cell of each row is an amount; `sums` and `total` are a label
    and an amount each.
    """

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    sums: tuple[tuple[str, str], ...]
    total: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """`recipient` are the lines of the address block. The table stands between `before` and `after`, and
    `statement` (how interest was worked out) below the table. `due` is the sum that the payment block asks
    for; the block has a QR code when there is exactly one currency. `debtor` is for a Swiss QR-bill.
    """

    language: str
    service: Service
    on: date
    dateline: str
    letterhead: Letterhead
    recipient: tuple[str, ...]
    debtor: PostalAddress
    references: tuple[Reference, ...]
    service_line: str
    subject: str
    before: str
    after: str
    signature: tuple[str, ...]
    tables: tuple[LetterTable, ...] = ()
    statement: str = ""
    account: Account | None = None
    due: Money | None = None
    enclosures: tuple[str, ...] = ()
    author: str = field(default="")

    def texts(self) -> Iterator[str]:
        """Everything that people wrote in it, for the choice of a font."""
        yield from (self.dateline, self.service_line, self.subject, self.before, self.after, self.statement)
        yield from (self.letterhead.name, self.letterhead.footer, *self.letterhead.contact)
        yield from self.letterhead.address.lines
        yield from (self.letterhead.address.city, self.letterhead.address.postcode)
        yield from (*self.recipient, *self.signature, *self.enclosures)
        yield from (self.debtor.company, self.debtor.person, *self.debtor.lines, self.debtor.city)
        for reference in self.references:
            yield from (reference.label, reference.value)
        for table in self.tables:
            yield from (*table.headings, *table.total)
            yield from (cell for row in table.rows for cell in row.cells)
            yield from (text for label in table.sums for text in label)
        if self.account:
            yield from (self.account.holder, self.account.iban, self.account.reference, self.account.bic)


def fit_to_print(text: str) -> str:
    """The text with composed letters and plain spaces only; its lines stay."""
    return unicodedata.normalize("NFC", printable(text).translate(_SPACES))


def line_to_print(text: str) -> str:
    """The same, on one line."""
    return fit_to_print(one_line(text))
