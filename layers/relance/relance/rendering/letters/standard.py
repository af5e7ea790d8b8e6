"""The letters an organization starts with, in every language there are words for."""

from __future__ import annotations

from typing import Final

from relance.domain.plan import Message
from relance.rendering.letters.letter import Service
from relance.rendering.texts import catalogue

STANDARD_LETTERS: Final = {
    "reminder": Service.SIMPLE,
    "last_reminder": Service.SIMPLE,
    "formal_notice": Service.REGISTERED,
}
"""Each with the service it is posted by."""


def standard_letter(kind: str, language: str) -> Message:
    """Its words, a template. KeyError for a kind that is none of STANDARD_LETTERS."""
    words = catalogue(language, "letter_templates")[kind]
    return Message(subject=words["subject"], body=words["body"].strip("\n"))
