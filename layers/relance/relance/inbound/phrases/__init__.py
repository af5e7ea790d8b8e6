"""What mail programs and people write, by language: one TOML file a subject, `table.language = [phrases]`.

Phrases are plain text, compared without case, accents or kinds of space, on whole words.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files


def fold(text: str) -> str:
    """`text` as phrases are compared: no case, accents, typographic apostrophes or runs of spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Without the accents that stand alone first: to put a long run of them in order takes quadratic time.
    bare = unicodedata.normalize("NFKD", _without_accents(text))
    return " ".join(_without_accents(bare).replace("\u2019", "'").casefold().split())


def _without_accents(text: str) -> str:
    return "".join(char for char in text if not unicodedata.combining(char))


@cache
def by_language(subject: str, table: str) -> dict[str, tuple[str, ...]]:
    """The folded phrases of one table, for each language."""
    source = files(__package__) / f"{subject}.toml"
    tables = tomllib.loads(source.read_text(encoding="utf-8"))
    return {language: tuple(map(fold, phrases)) for language, phrases in tables[table].items()}


@cache
def alternatives(subject: str, table: str) -> str:
    """A regular expression for any phrase of a table, in any language, to be searched in folded text."""
    phrases = {phrase for found in by_language(subject, table).values() for phrase in found}
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


def _bounded(phrase: str) -> str:
    """On whole words; scripts that do not part words by spaces are met anywhere."""
    before = r"(?<!\w)" if phrase[0].isascii() else ""
    after = r"(?!\w)" if phrase[-1].isascii() and phrase[-1].isalnum() else ""
    return before + re.escape(phrase) + after


@cache
def _patterns(subject: str, table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (language, re.compile("|".join(map(_bounded, phrases))))
        for language, phrases in by_language(subject, table).items()
    )


def language_in(folded: str, subject: str, table: str, *, at_start: bool = False) -> str:
    """The first language with a phrase of the table in `folded`, `""` when there is none."""
    for language, pattern in _patterns(subject, table):
        if pattern.match(folded) if at_start else pattern.search(folded):
            return language
    return ""
