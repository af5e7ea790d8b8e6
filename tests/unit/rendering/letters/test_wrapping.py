"""Text in lines: nothing is lost, nothing is wider than its column."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from relance.rendering.letters.wrapping import Measure

# Every letter as wide as half its size: two letters of 10 points take 3.53 mm.
HALF = Measure(defaultdict(lambda: 500.0))
_LETTER = 10 * 0.5 * 25.4 / 72


def lines(text: str, letters: int) -> list[str]:
    return HALF.wrapped(text, 10, letters * _LETTER + 0.001)


def test_words_go_to_the_next_line_whole() -> None:
    assert lines("one two three", 7) == ["one two", "three"]
    assert lines("one two three", 6) == ["one", "two", "three"]


def test_a_word_longer_than_a_line_is_broken() -> None:
    assert lines("a 0123456789 b", 4) == ["a", "0123", "4567", "89 b"]
    assert lines("0123", 0) == ["0", "1", "2", "3"]


def test_a_line_feed_ends_a_line_and_a_fixed_space_does_not() -> None:
    assert lines("one\n\ntwo", 9) == ["one", "", "two"]
    assert lines("x 1\xa0234\xa0€", 8) == ["x", "1\xa0234\xa0€"]


@given(st.text(alphabet="ab \n\xa0", max_size=200), st.integers(1, 30))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, letters: int) -> None:
    found = lines(text, letters)
    assert "".join(found).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(len(line) <= letters for line in found)
