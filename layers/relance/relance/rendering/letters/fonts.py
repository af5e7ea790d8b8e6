"""The fonts of letters: which pair has every character of a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from relance.domain.errors import Fault, Refused

_FOLDER: Final = Path(__file__).with_name("fonts")
# Cut for letters from Liberation Sans: `latin` for nearly all, `wide` with Greek, Cyrillic and Vietnamese.
_NAMES: Final = ("latin", "wide")
_BREAKS: Final = {"\n", "\t"}


@dataclass(frozen=True, slots=True)
class Faces:
    """The files of a regular and a bold font."""

    regular: Path
    bold: Path


def faces_for(texts: Iterable[str]) -> Faces:
    """The smallest pair with every character of the texts. Refused (letter_character) when none has it: a
    white box in a customer's name would be worse.
    """
    used = set().union(*texts) - _BREAKS
    for name in _NAMES:
        if used <= _characters(name):
            return Faces(_FOLDER / f"{name}-regular.ttf", _FOLDER / f"{name}-bold.ttf")
    missing = sorted(used - _characters(_NAMES[-1]))
    shown = " ".join(missing[:10])
    codes = ", ".join(f"U+{ord(each):04X}" for each in missing[:10])
    raise Refused(Fault("letter_character", "text", {"characters": shown, "codes": codes}))


@cache
def _characters(name: str) -> frozenset[str]:
    return frozenset((_FOLDER / f"{name}.txt").read_text(encoding="utf-8")) - _BREAKS
