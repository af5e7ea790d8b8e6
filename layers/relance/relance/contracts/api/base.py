"""The ground of every contract: strictness, ids that travel in paths, days, money, pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from relance.domain import money

# 150 bytes of UTF-8, the longest id, with every byte escaped.
_LONGEST_ID = 450
_SAFE = re.compile(r"[A-Za-z0-9._-]")
_PATH_ID = re.compile(r"(?:[A-Za-z0-9._-]|~[0-9A-F]{2})+")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Input(BaseModel):
    """A body that comes in. Of a change, what was left out is not in `changes`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def changes(self) -> dict[str, Any]:
        """What was given, null included, by its name in the domain."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Output(BaseModel):
    model_config = ConfigDict(frozen=True)


def path_id(text: str) -> str:
    """An id as it stands in a path: what is not a letter, a digit, `.`, `_` or `-` is written `~XX`.

    Gateways and proxies decode `%2F` at will; numbers such as `F/2026/001` must survive them.
    """
    return "".join(c if _SAFE.match(c) else "".join(f"~{b:02X}" for b in c.encode()) for c in text)


def _read_path_id(text: str) -> str:
    try:
        if not _PATH_ID.fullmatch(text):
            raise ValueError
        raw = re.sub(r"~([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text)
        return raw.encode("latin-1").decode()
    except ValueError:
        raise PydanticCustomError("id", "not an id") from None


_ID_SCHEMA = {"type": "string", "pattern": f"^{_PATH_ID.pattern}$", "maxLength": _LONGEST_ID, "minLength": 1}

# In: read back to what it stands for.
PathId = Annotated[
    str, StringConstraints(max_length=_LONGEST_ID), AfterValidator(_read_path_id), WithJsonSchema(_ID_SCHEMA)
]
# Out: written so that it can be put in a path.
ShownId = Annotated[str, PlainSerializer(path_id), WithJsonSchema(_ID_SCHEMA)]


def _no_control_characters(text: str) -> str:
    if any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise PydanticCustomError("control_character", "a control character")
    return text


def _short_enough(text: str) -> str:
    if len(text.encode()) > 150:
        raise PydanticCustomError("id_too_long", "too long")
    return text


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_no_control_characters),
]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_no_control_characters)
]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=5000), AfterValidator(_no_control_characters)
]
# What a system of yours calls a thing: anything printable, at most 150 bytes.
SourceId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=150),
    AfterValidator(_no_control_characters),
    AfterValidator(_short_enough),
]
_EMAIL = r"^[^@\s<>,;:\"\[\]()\\]{1,64}@[^@\s<>,;:]+\.[^@\s<>,;:.]{2,}$"
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254, pattern=_EMAIL)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


def _iso(value: object) -> object:
    """pydantic reads numbers and instants as dates too; here a date is `2026-11-02` and nothing else."""
    if isinstance(value, date) or (isinstance(value, str) and _ISO_DATE.fullmatch(value)):
        return value
    raise PydanticCustomError("iso_date", "not a date")


def _of_our_time(day: date) -> date:
    """Arithmetic on days ends at the year 9999."""
    if not 1970 <= day.year < 2200:
        raise PydanticCustomError("date_out_of_range", "out of range")
    return day


IsoDate = Annotated[
    date,
    BeforeValidator(_iso),
    AfterValidator(_of_our_time),
    WithJsonSchema({"type": "string", "format": "date"}),
]
# Below a million billion a number is exact in every language's JSON.
Minor = Annotated[StrictInt, Field(ge=-(10**15), le=10**15)]


class Money(BaseModel):
    """`minor` counts the currency's smallest unit: 1200.00 EUR is 120000."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"minor": 120000, "currency": "EUR"}]},
    )

    minor: Minor
    currency: Currency

    @classmethod
    def of(cls, amount: money.Money) -> Self:
        return cls(minor=amount.minor, currency=amount.currency)

    def as_money(self) -> money.Money:
        return money.Money(self.minor, self.currency)


class PositiveMoney(Money):
    minor: Annotated[StrictInt, Field(gt=0, le=10**15)]


class Page[Item](Output):
    """`next` is the cursor of the next page, null on the last. A page may hold fewer items than asked."""

    items: Sequence[Item]
    next: str | None = None
