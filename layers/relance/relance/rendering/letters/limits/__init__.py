"""What a letter provider takes: one dated TOML file a provider."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

PROVIDERS: Final = ("print-shop", "maileva", "pingen")


@dataclass(frozen=True, slots=True)
class Limits:
    """`documents` counts the letter and its attachments; sizes are in millions of bytes, `printable_margin`
    is in millimetres. `registered_to` are the countries that take registered letters, empty for all.
    """

    source: str
    checked_on: date | None
    sheets: int
    attachments: int
    attachment_megabytes: int
    total_megabytes: int
    documents: int
    printable_margin: float
    registered_to: tuple[str, ...] = ()


@cache
def limits_of(provider: str) -> Limits:
    """KeyError for a provider that is none of PROVIDERS."""
    if provider not in PROVIDERS:
        raise KeyError(provider)
    read = tomllib.loads((files(__package__) / f"{provider}.toml").read_text(encoding="utf-8"))
    return Limits(**{"checked_on": None, **read, "registered_to": tuple(read.get("registered_to", ()))})
