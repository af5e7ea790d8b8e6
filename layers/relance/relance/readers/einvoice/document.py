"""What an e-invoice says, whatever its syntax, before it is known whether that is enough."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

from relance.domain.postal_address import PostalAddress

type Syntax = Literal["ubl", "cii", "zugferd1"]

CREDIT_NOTES: Final = frozenset(
    ("81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532")
)
"""Document types (UNTDID 1001) that lower what is owed, whatever the sign of their amounts."""
NOTHING_TO_COLLECT: Final = frozenset(("325",))
"""A proforma invoice asks for nothing yet."""

_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:$|[T ZHh+:-].*|\d{4,8}.*)", re.DOTALL)
_AMOUNT: Final = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,20})?|\.\d{1,20})")
# Of UNTDID 2379: how a date of CII is written.
_FORMATS: Final = {
    "2": "%d%m%y",
    "3": "%m%d%y",
    "4": "%d%m%Y",
    "101": "%y%m%d",
    "102": "%Y%m%d",
    "201": "%y%m%d%H%M",
    "202": "%y%m%d%H%M%S",
    "203": "%Y%m%d%H%M",
    "204": "%Y%m%d%H%M%S",
}


@dataclass(frozen=True, slots=True)
class Identifier:
    """`scheme` is an ICD code ("0002" SIREN, "0009" SIRET, "0088" GLN) or empty."""

    value: str
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """`ids` are what the seller or a registry calls it (BT-46), `legal` its legal registration (BT-47)."""

    name: str | None = None
    ids: tuple[Identifier, ...] = ()
    legal: Identifier | None = None
    vat: str | None = None
    email: str | None = None
    address: PostalAddress | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The terms of EN 16931: `total` BT-112, `prepaid` BT-113, `payable` BT-115. Texts are as written."""

    syntax: Syntax
    is_credit_note: bool
    number: str | None
    type: str | None
    issued: str | None
    due: tuple[str, ...]
    """Every due date, the first to be paid first."""
    currency: str | None
    total: str | None
    prepaid: str | None
    payable: str | None
    terms: str | None
    buyer: Buyer


def day(text: str | None, code: str = "") -> date | None:
    """`2026-11-27`, `20261127`, either with a time or zone behind; or by a format code of UNTDID 2379."""
    written = (text or "").strip()
    if code in _FORMATS and written:
        for length in (len(written), 14, 12, 8, 6):
            try:
                return datetime.strptime(written[:length], _FORMATS[code]).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
    if not (found := _DAY.fullmatch(written)):
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def amount(text: str | None) -> Decimal | None:
    """Raises ValueError for what is no number."""
    if text is None:
        return None
    written = "".join(text.split())
    if re.fullmatch(r"[+-]?\d{1,15},\d{1,4}", written):
        written = written.replace(",", ".")
    if not _AMOUNT.fullmatch(written):
        raise ValueError(text)
    try:
        return Decimal(written)
    except InvalidOperation as error:
        raise ValueError(text) from error
