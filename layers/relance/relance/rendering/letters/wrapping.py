"""Lines of a text as wide as a column. fpdf2 measures every letter of a line again for every letter that it
adds; here each word is measured once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_MM_PER_POINT: Final = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Measure:
    """`advances` are the widths of a font's characters by their code points, in thousandths of its size."""

    advances: Mapping[int, float]

    def width(self, text: str, size: float) -> float:
        """Millimetres, at a size in points."""
        return sum(map(self.advances.__getitem__, map(ord, text))) * size * _MM_PER_POINT / 1000

    def wrapped(self, text: str, size: float, width: float) -> list[str]:
        """The lines of a text, which a line feed ends too. A word longer than a line is broken within; a
        space that does not break (U+00A0) holds its words together.
        """
        return [line for part in text.split("\n") for line in self._lines(part, size, width)]

    def _lines(self, text: str, size: float, width: float) -> Iterator[str]:
        words: list[str] = []
        taken = 0.0
        space = self.width(" ", size)
        for word in text.split(" "):
            own = self.width(word, size)
            if words and taken + space + own > width:
                yield " ".join(words)
                words, taken = [], 0.0
            if own > width:
                *full, word = self._broken(word, size, width)
                yield from full
                own = self.width(word, size)
            taken += own + (space if words else 0.0)
            words.append(word)
        yield " ".join(words)

    def _broken(self, word: str, size: float, width: float) -> Iterator[str]:
        """The parts of a word that each fit on a line; a part has one letter at least."""
        start, taken = 0, 0.0
        for at, letter in enumerate(word):
            own = self.width(letter, size)
            if at > start and taken + own > width:
                yield word[start:at]
                start, taken = at, 0.0
            taken += own
        yield word[start:]
