"""Words for people, one TOML file a subject and language: `<language>/<subject>.toml`, code -> text.

A text has `{places}` filled with the values that came with its code. English stands in for a language
that has no file; a code without a text is a programming error and raises KeyError.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "fr")


def language_of(tag: str) -> str:
    """The language we have texts for that serves a BCP 47 tag: `fr-CH` -> `fr`, `de` -> `en`."""
    primary = tag.lower().split("-")[0].split("_")[0]
    return primary if primary in LANGUAGES else "en"


@cache
def catalogue(language: str, subject: str) -> dict[str, Any]:
    """Every text of one subject in one language, as the file nests them."""
    source = files(__package__) / language_of(language) / f"{subject}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def text(language: str, subject: str, code: str, /, **values: object) -> str:
    """The text of `code`, its places filled. A dotted code goes into tables."""
    found: Any = catalogue(language, subject)
    for part in code.split("."):
        found = found[part]
    if not isinstance(found, str):
        raise KeyError(f"{subject}:{code} is a table, not a text")
    return found.format(**values)
