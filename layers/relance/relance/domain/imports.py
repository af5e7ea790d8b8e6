"""What an imported file says: its rows, what is wrong with the others, and how it was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from relance.domain.errors import Fault
from relance.domain.lifecycle import LifecycleStatus
from relance.domain.money import Money
from relance.domain.payment_terms import PaymentTerms
from relance.domain.postal_address import PostalAddress

type ReadingKind = Literal["invoices", "contacts", "payments", "statuses"]
type FileFormat = Literal["csv", "xlsx", "ubl", "cii", "facturx", "pdf", "fec", "zip", "cdar"]
type DocumentKind = Literal["invoice", "credit_note"]
type DateOrder = Literal["dmy", "mdy", "ymd"]
"""`ymd` with a year of two digits, as in 26-04-13; a year of four digits leaves nothing to decide."""
type DecimalMark = Literal[",", "."]


@dataclass(frozen=True, slots=True)
class Defaults:
    """What an organization means where a file does not say.

    `currency` is an ISO 4217 code, `language` a BCP 47 tag ("fr"), `zone` an IANA name: the days of instants
    ("2026-04-12T22:00Z") are those of this zone. `today` tells plausible years from others.
    """

    currency: str
    language: str | None = None
    zone: str = "Europe/Paris"
    today: date | None = None


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How one source writes its files; an organization may keep several. What it leaves out is worked out.

    `columns` maps a header, as the file writes it, to a field of `kind` ("number", "due_date", ...). A kept
    mapping serves the files that have all its columns; with `headers`, only those with just these. `name` is
    what its organization calls it.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    kind: ReadingKind | None = None
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    headers: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One invoice or credit note. `line` counts from 1 in the file; amounts of a credit note are positive.

    `customer_id` is the file's own, else SIREN, VAT number or name: the first there is.
    `due_date` None: a default term applies. `outstanding` None: the file does not say;
    below zero: paid too much. `status` "draft" and "void" are nothing to collect. `type` is the kind of
    document as the file writes it ("RV", "380"), `prepaid` what the file says was paid already. `terms` serve
    where there is no due date; `applies_to` is the invoice that a credit note is for; `printed` is set when
    `number` is not what is written on the invoice, `formerly` when that is a number that is known.
    `legal_id` is the buyer's legal registration as written, `postal` where letters to the buyer go.
    `as_of` is the day that `outstanding` speaks of (of an e-invoice, the day of issue): what was paid later
    it does not know. None: the day on which the file came.
    """

    line: int
    number: str
    customer_id: str
    issue_date: date
    total: Money
    customer_name: str | None = None
    email: str | None = None
    due_date: date | None = None
    outstanding: Money | None = None
    kind: DocumentKind = "invoice"
    language: str | None = None
    disputed: bool | None = None
    status: Literal["draft", "open", "paid", "void"] | None = None
    siren: str | None = None
    vat: str | None = None
    type: str | None = None
    prepaid: Money | None = None
    claimed_for: str = ""
    """The customer that the file names, where another one has the invoice."""
    terms: PaymentTerms | None = None
    applies_to: str | None = None
    printed: str | None = None
    formerly: str | None = None
    legal_id: str | None = None
    postal: PostalAddress | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One person or mailbox of a customer; `customer_id` as in `InvoiceRow`, `country` as written."""

    line: int
    customer_id: str
    customer_name: str | None = None
    name: str | None = None
    email: str | None = None
    role: str | None = None
    language: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    phone: str | None = None
    siren: str | None = None
    vat: str | None = None
    postal_address: PostalAddress | None = None
    """What the line says of an address, where a letter can go to it; its company may be left to the
    customer's name.
    """
    parent: str | None = None
    """The customer that this customer belongs to."""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money received (below zero: returned), on an invoice or on account of a customer: one is named.

    `reference` is the source's own name for the payment; None when it gives none. `so_far` is for an
    invoice's own line that says how much of it was paid, and when last: the amount is all that came by then.
    Where numbers begin again each year, `printed` is the number as the file has it, and `older` are invoices
    of earlier years with that number, the oldest first: the oldest that is open is meant.
    """

    line: int
    received_on: date
    amount: Money
    reference: str | None = None
    invoice_number: str | None = None
    customer_id: str | None = None
    so_far: bool = False
    older: tuple[str, ...] = ()
    printed: str | None = None
    siren: str | None = None
    vat: str | None = None


@dataclass(frozen=True, slots=True)
class StatusRow:
    """What a platform says of an e-invoice of ours. `note` is in the words of whoever set the status;
    `seller` is the SIREN of the company whose invoice it is, where the message names it.
    """

    line: int
    number: str
    status: LifecycleStatus
    note: str = ""
    seller: str | None = None

    @property
    def customer_id(self) -> None:
        """The invoice says whose it is."""
        return

    @property
    def siren(self) -> None:
        """As `customer_id`."""
        return

    @property
    def vat(self) -> None:
        """As `customer_id`."""
        return


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A PDF that came, by itself or in an archive, in `line` of the reading.

    With an e-invoice inside, `number` and `issue_date` are those of the e-invoice. Else `named` are words of
    the file's name and `mentioned` words of its first page that an invoice may have as its number. `dangers`
    as in `InvoicePdf`.
    """

    line: int
    content: bytes = field(repr=False)
    number: str | None = None
    issue_date: date | None = None
    named: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowFault:
    """Something about one line of the file; a line may have several."""

    line: int
    fault: Fault


type Row = InvoiceRow | ContactRow | PaymentRow | StatusRow


@dataclass(frozen=True, slots=True)
class FileFacts:
    """How the file was understood. `header_line` is 0 where it is no table.

    `encoding` and `separator` are those of a text file, `sheet` that of a workbook. `mapping` has every
    column in use, and gives the same reading again; `ignored_columns` are the headers nothing was read from.
    """

    format: FileFormat
    header_line: int
    headers: tuple[str, ...]
    mapping: ColumnMapping
    ignored_columns: tuple[str, ...] = ()
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    samples: tuple[tuple[str, ...], ...] = ()
    """The cells of the first three lines, under `headers`: they show a person whether columns are right."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file, read. Every line of `lines` is in `rows`, `faults` (rejected) or `notes` (superseded, or
    a total); notes also tell what was left out of a line that is in `rows`.

    `rows` of an invoice file hold a PaymentRow after each InvoiceRow the file says was paid, and when, and a
    ContactRow for each address but the first.
    `lines` are the original cells of every data line, by line number: what `errors.csv` gives back.
    The line of one of the `pdfs` that carries no e-invoice is in `faults`, unless a known invoice is found to
    be the one it shows.
    """

    kind: ReadingKind
    rows: tuple[Row, ...]
    faults: tuple[RowFault, ...]
    notes: tuple[RowFault, ...]
    facts: FileFacts
    lines: Mapping[int, tuple[str, ...]]
    pdfs: tuple[PdfFile, ...] = ()
