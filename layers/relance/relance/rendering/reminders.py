"""The messages of the plan an organization starts with, in every language there are words for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from relance.domain.plan import Message
from relance.rendering.texts import LANGUAGES, catalogue


@dataclass(frozen=True, slots=True)
class StandardReminder:
    """`key` names its words in texts/<language>/reminders.toml; `offset_days` counts from the due date."""

    key: str
    offset_days: int

    @property
    def messages(self) -> Mapping[str, Message]:
        """The messages by language, ready for a plan's step."""
        return {language: self.message(language) for language in LANGUAGES}

    def message(self, language: str) -> Message:
        words = catalogue(language, "reminders")[self.key]
        return Message(subject=words["subject"], body=words["body"].strip("\n"))


NEW_INVOICE: Final = StandardReminder("invoice", 0)
"""Sends an invoice with its PDF."""

STANDARD_REMINDERS: Final = (
    StandardReminder("before_due", -7),
    StandardReminder("courteous", 7),
    StandardReminder("firm", 15),
    StandardReminder("last", 30),
)
