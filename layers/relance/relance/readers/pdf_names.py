"""Words by which a PDF may name the invoice it shows: of its file's name, and of its first page."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

MOST_NAMED: Final = 12
MOST_MENTIONED: Final = 25
_LONGEST: Final = 60
_SHORTEST: Final = 4
"""Characters of a number on a page: "12" may be a quantity, "F-1042" is a number."""

# "F-1042 (1)": what a browser adds to a second download.
_COPY: Final = re.compile(r"\s*\(\d{1,3}\)$")
_APART: Final = re.compile(r"[\s_,;()\[\]]+")
_ON_A_PAGE: Final = re.compile(r"[\s:;()\[\]|]+")


def named_by(filename: str) -> tuple[str, ...]:
    """("Invoice F-1042_Duval", "F-1042") for "Invoice F-1042_Duval.pdf": the whole name first, then each word
    of it with a digit. A name may be written as in a URL: "F%2F1.pdf" names F/1.
    """
    stem = _COPY.sub("", unquote(PurePosixPath(filename.rpartition("/")[2]).stem)).strip()
    found = dict.fromkeys((stem, *_words(_APART.split(stem), shortest=1)))
    return tuple(filter(None, found))[:MOST_NAMED]


def mentioned_in(text: str) -> tuple[str, ...]:
    """Words of a page with a digit, in their order, the first MOST_MENTIONED."""
    return tuple(dict.fromkeys(_words(_ON_A_PAGE.split(text), shortest=_SHORTEST)))[:MOST_MENTIONED]


def _words(words: list[str], shortest: int) -> list[str]:
    bare = (word.strip(".,#°") for word in words)
    return [word for word in bare if shortest <= len(word) <= _LONGEST and any(map(str.isdigit, word))]
