"""A cell as its writer meant it: without invisible signs, spreadsheet tricks and words for nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape

_PUNCTUATION = re.compile(r"[\W_]+")
# `="00123"` and `=T("00123")` keep a spreadsheet from making a number of it.
_FORCED_TEXT = re.compile(r'=(?:T\()?"([^"]*)"\)?')
_JOINERS = "\u200c\u200d"


@lru_cache(maxsize=65_536)
def clean(text: str) -> str:
    """The text with composed accents and single edges, without controls and invisible signs.

    A zero-width joiner stays between letters of scripts that need it.
    """
    if (
        "&" not in text
        and text.isascii()
        and text.isprintable()
        and not text.startswith(("=", "'", " "))
        and not text.endswith(" ")
    ):
        return text
    if "&" in text and ";" in text:
        text = unescape(text)  # `Dupont &amp; Fils`, as exports of web pages have it
    text = unicodedata.normalize("NFC", text).strip()
    if not text.isprintable():
        text = "".join(
            c for at, c in enumerate(text) if _is_shown(c, text[at - 1 : at], text[at + 1 : at + 2])
        )
        text = text.strip()
    if (forced := _FORCED_TEXT.fullmatch(text)) and len(text) < 300:
        return forced[1].strip()
    # An apostrophe tells a spreadsheet that the number behind it is text.
    return text[1:] if text[:1] == "'" and text[1:2].isdigit() else text


@lru_cache(maxsize=65_536)
def normalised(words: str) -> str:
    """Without accents, case, spaces and punctuation: `Date d'échéance` -> `datedecheance`."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    return _PUNCTUATION.sub("", "".join(c for c in plain if not unicodedata.combining(c)))


def words_of(text: str) -> frozenset[str]:
    """The words of a text that is written to be read: a list of them would fill pages."""
    return frozenset(text.split())


_PLACEHOLDERS = words_of(
    """null (null) <null> none nil nan n/a n.a. #n/a undefined unknown inconnu néant neant vide aucun aucune -
    -- --- – — . .. … ? \\n s/o (vide) (blank) (empty) (none)"""
).union(("not applicable", "sans objet", "nicht vorhanden", "non renseigné", "non renseignée"))


def is_placeholder(text: str) -> bool:
    """Whether a cell says that there is nothing: `N/A`, `null`, `-`."""
    return len(text) < 20 and text.casefold() in _PLACEHOLDERS


def _is_shown(character: str, before: str, after: str) -> bool:
    kind = unicodedata.category(character)
    if character in _JOINERS:
        return before.isalpha() and after.isalpha() and not before.isascii() and not after.isascii()
    # Line ends and tabs are spaces inside a cell; surrogates cannot be stored.
    return character in "\n\r\t\v\f\x85\u2028\u2029" or kind not in ("Cc", "Cf", "Cs", "Co", "Cn")
