"""The mailbox page's own words, in the reader's language: `templates/<language>.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Words:
    language: str
    catalogue: dict[str, str]

    @classmethod
    @cache
    def of(cls, language: str) -> Words:
        source = files("local.mail").joinpath(f"templates/{language}.toml")
        return cls(language, tomllib.loads(source.read_text(encoding="utf-8")))

    def text(self, code: str, **values: object) -> str:
        """The text of `code`, its places filled; KeyError when there is none."""
        return self.catalogue[code].format(**values)


def preferred(accept_language: str) -> str:
    """The first of our languages in an Accept-Language header, by its weights; English without one."""
    ranked = sorted(map(_weighed, accept_language.split(",")), key=lambda item: -item[1])
    return next((language for language, weight in ranked if language in LANGUAGES and weight > 0), "en")


def _weighed(part: str) -> tuple[str, float]:
    """`fr-CH;q=0.8` -> (`fr`, 0.8)"""
    tag, _, weight = part.strip().partition(";q=")
    try:
        return tag.split("-")[0].lower(), float(weight or 1)
    except ValueError:
        return tag.split("-")[0].lower(), 0.0
