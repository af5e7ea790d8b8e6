"""How a finished letter is posted: who composes it, who posts it, and the execution that follows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from relance.domain.outreach import OutreachRef
from relance.domain.postal_address import PostalAddress
from relance.usecases.ports.composing import Reminder
from relance.usecases.ports.enrolments import DueKey
from relance.usecases.ports.mailing import Carrier


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """All that the letter of a step is made of. `logo` is a picture; `provider` sets its limits."""

    reminder: Reminder
    address: PostalAddress
    logo: bytes | None
    provider: str


@dataclass(frozen=True, slots=True)
class ComposedLetter:
    """A letter that may be posted, and what history keeps of it."""

    pdf: bytes
    pages: int
    sheets: int
    subject: str
    text: str
    language: str


ComposeLetter = Callable[[LetterDraft], ComposedLetter]
"""Raises Refused with every fault that keeps the letter from being posted."""


@dataclass(frozen=True, slots=True)
class LetterToPost:
    """What a provider takes: a finished PDF, where it goes, and how."""

    pdf: bytes
    address: PostalAddress
    registered: bool
    sheets: int


class PostalProvider(Carrier[LetterToPost], Protocol):
    """Posts letters. `find` answers Throttled for a letter that was certainly not handed over: it may be."""

    @property
    def name(self) -> str:
        """Its limits are called so: "print-shop"."""
        ...


@dataclass(frozen=True, slots=True)
class LetterOrder:
    """A claimed step whose letter is to be posted, as that attempt. `letter` is its outreach's name."""

    key: DueKey
    attempt: str
    letter: str

    @property
    def ref(self) -> OutreachRef:
        return OutreachRef.named(self.key.org, self.key.customer, self.letter)


class LetterExecutions(Protocol):
    """The executions of the state machine `letter`."""

    def start(self, order: LetterOrder, name: str) -> None:
        """Safe to repeat: of one name there is one execution."""
        ...

    def resume(self, token: str) -> None:
        """The provider has said the last of the letter that the execution waits with. Safe to repeat: an
        execution that is gone is left alone.
        """
        ...


class LetterFiles(Protocol):
    """Where letters are kept, by key: "ORG/letters/NAME.pdf"."""

    def put(self, key: str, content: bytes, content_type: str) -> None: ...

    def read(self, key: str) -> bytes | None: ...

    def holds(self, key: str) -> bool: ...

    def link(self, key: str, name: str) -> str:
        """Good for `LINKS_LAST`."""
        ...
