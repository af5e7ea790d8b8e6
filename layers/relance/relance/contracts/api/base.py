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
from relance.domain.mail_address import LOCAL_PART, is_local_part, is_one_line
from relance.international import ascii_domain

# 150 bytes of UTF-8, the longest id, with every byte escaped.
_LONGEST_ID = 450
_SAFE = re.compile(r"[A-Za-z0-9._-]")
_PATH_ID = re.compile(r"(?:[A-Za-z0-9._-]|~[0-9A-F]{2})+")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Input(BaseModel):
    """A body that comes in."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _without_defaults(schema: dict[str, Any]) -> None:
    """The document shall not say that a field has a value which nobody gave."""
    for field in schema["properties"].values():
        field.pop("default", None)


class Change(Input):
    """What is left out stays as it is, and is not in `changes`: no default is ever used."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    def changes(self) -> dict[str, Any]:
        """What was given, null included, by its name in the domain."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Output(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


def shown_as(**example: Any) -> ConfigDict:
    """The `model_config` of a model with this example in the document."""
    return ConfigDict(json_schema_extra={"examples": [example]})


def path_id(text: str) -> str:
    """An id as it stands in a path: what is not a letter, a digit, `.`, `_` or `-` is written `~XX`.

    Gateways and proxies decode `%2F` at will; numbers such as `F/2026/001` must survive them.
    """
    return "".join(c if _SAFE.match(c) else "".join(f"~{b:02X}" for b in c.encode()) for c in text)


def read_path_id(text: str) -> str:
    """The id that stands so in a path: `F~2F1` is `F/1`. Raises ValueError."""
    try:
        if not _PATH_ID.fullmatch(text):
            raise ValueError
        raw = re.sub(r"~([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text)
        return raw.encode("latin-1").decode()
    except ValueError:
        raise PydanticCustomError("id", "not an id") from None


_ID_SCHEMA = {"type": "string", "pattern": f"^{_PATH_ID.pattern}$", "maxLength": _LONGEST_ID, "minLength": 1}

# An id that comes in is read back to the text that it stands for.
PathId = Annotated[
    str, StringConstraints(max_length=_LONGEST_ID), AfterValidator(read_path_id), WithJsonSchema(_ID_SCHEMA)
]
# Out: written so that it can be put in a path.
ShownId = Annotated[str, PlainSerializer(path_id), WithJsonSchema(_ID_SCHEMA)]


def _no_control_characters(text: str) -> str:
    if any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise PydanticCustomError("control_character", "a control character")
    return text


def _one_line(text: str) -> str:
    """Raises for a line break or control character: the text may come to stand in a mail's header."""
    if not is_one_line(text):
        raise PydanticCustomError("not_one_line", "not one line")
    return text


def _short_enough(text: str) -> str:
    if len(text.encode()) > 150:
        raise PydanticCustomError("id_too_long", "too long")
    return text


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_one_line),
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_one_line)]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=5000), AfterValidator(_no_control_characters)
]
# As long, and never empty.
SomeText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=5000),
    AfterValidator(_no_control_characters),
]
# What a system of yours calls a thing: anything printable, at most 150 bytes.
SourceId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=150),
    AfterValidator(_one_line),
    AfterValidator(_short_enough),
]


def _mailable(address: str) -> str:
    local, _, domain = address.rpartition("@")
    if not (is_local_part(local) and ascii_domain(domain)):
        raise PydanticCustomError("mail_address", "not an address")
    return address


_EMAIL = rf"^{LOCAL_PART}@[^@\s<>,;:]+\.[^@\s<>,;:.]{{2,}}$"
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=_EMAIL),
    AfterValidator(_mailable),
]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


def _iso(value: object) -> object:
    """pydantic reads numbers and instants as dates too; here a date is `2026-11-02` and nothing else."""
    if isinstance(value, date) or (isinstance(value, str) and _ISO_DATE.fullmatch(value)):
        return value
    raise PydanticCustomError("iso_date", "not a date")


def is_of_our_time(day: date) -> bool:
    """Whether it may be given: arithmetic on days ends at the year 9999."""
    return 1970 <= day.year < 2200


def _of_our_time(day: date) -> date:
    if not is_of_our_time(day):
        raise PydanticCustomError("date_out_of_range", "out of range")
    return day


# In. What goes out is a plain `date`: what is kept is shown, however it came.
IsoDate = Annotated[
    date,
    BeforeValidator(_iso),
    AfterValidator(_of_our_time),
    WithJsonSchema({"type": "string", "format": "date"}),
]


class Money(Output):
    """`minor` counts the currency's smallest unit: 1200.00 EUR is 120000."""

    model_config = shown_as(minor=120000, currency="EUR")

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: money.Money) -> Self:
        return cls(minor=amount.minor, currency=amount.currency)


class PositiveMoney(Input):
    """Written as `Money`. Below a million billion a number is exact in every language's JSON."""

    minor: Annotated[StrictInt, Field(gt=0, le=10**15)]
    currency: Currency

    def as_money(self) -> money.Money:
        return money.Money(self.minor, self.currency)


class Page[Item](Output):
    """`next` is the cursor of the next page, null on the last. A page may hold fewer items than asked."""

    items: Sequence[Item]
    next: str | None = None
