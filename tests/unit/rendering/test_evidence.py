"""Why a mail was taken for what it is, in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from relance import inbound
from relance.rendering.evidence import words
from relance.rendering.texts import LANGUAGES, catalogue

# Codes as the room of inbound mail writes them, with a place where one is worked out.
CODES = sorted(
    {
        code.split("{")[0]
        for file in Path(inbound.__file__).parent.glob("*.py")
        for code in re.findall(
            r'"((?:header|subject|text|sender|part|ses|feedback|action|default):[^"\s]+)"', file.read_text()
        )
    }
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [code for code in CODES if not code.endswith(":")])
def test_every_code_has_words_of_its_own(language: str, code: str) -> None:
    said = words(language, code)
    assert said.endswith(".")
    assert said != words(language, f"x:{code}")


def test_there_are_such_codes() -> None:
    assert len(CODES) > 20


def test_the_language_a_sign_was_found_in_does_not_matter() -> None:
    assert words("en", "subject:undelivered:fr") == "Its subject says that a mail was not delivered."


def test_a_code_nobody_foresaw_is_shown_as_it_is() -> None:
    assert words("en", "header:x-autoreply") == "It has the header x-autoreply, which only programs write."
    assert words("fr", "new:sign") == "Indice « new:sign »."


def test_both_languages_say_the_same_things() -> None:
    english, french = (catalogue(language, "evidence") for language in LANGUAGES)
    assert {where: set(texts) for where, texts in english.items()} == {
        where: set(texts) for where, texts in french.items()
    }
