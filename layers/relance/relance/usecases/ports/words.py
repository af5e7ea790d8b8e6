"""Words for people, which the use cases ask for and do not write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Protocol

from relance.domain.arrivals import Announced
from relance.domain.decision import Decision
from relance.domain.errors import Fault
from relance.domain.organization import Organization
from relance.domain.outreach import Outreach
from relance.domain.plan import Message, PlanStep
from relance.usecases.ports.composing import Reminder


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as its reader sees it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """One merge field for people. `example` is its value for example data; empty for lists and tables."""

    name: str
    description: str
    example: str


class PaymentTold(Enum):
    """Whether a message tells its reader how to pay."""

    YES = auto()
    ONCE_KNOWN = auto()
    """It would, if the organization had given its bank details."""
    NO = auto()


class Messages(Protocol):
    def faults(self, message: Message) -> tuple[Fault, ...]:
        """Everything wrong with it; each fault names `subject` or `body`."""
        ...

    def payment_told(self, message: Message, language: str, organization: Organization) -> PaymentTold:
        """Of a message that has no faults: whether it shows a way to pay to who reads it."""
        ...

    def empty_ahead(self, message: Message, language: str) -> tuple[str, ...]:
        """The fields about what is overdue that it shows even while nothing is overdue. Raises Refused."""
        ...

    def example(self, message: Message, language: str) -> Preview:
        """With example data. Raises Refused."""
        ...

    def real(self, message: Message, reminder: Reminder, language: str) -> Preview:
        """With a customer's data, in the place of its step's own words. Raises Refused."""
        ...

    def fields(self, language: str) -> tuple[FieldHelp, ...]:
        """What a message may say."""
        ...

    def of_invoices(self) -> Mapping[str, Message]:
        """With which invoices are sent where their organization has no message of its own, by language."""
        ...

    def ready_made(self) -> tuple[PlanStep, ...]:
        """The steps of a plan to begin with."""
        ...


class Explain(Protocol):
    def __call__(
        self, decision: Decision, today: date, language: str, members: Mapping[str, str] = ...
    ) -> str:
        """What was decided on `today`, and why, in a sentence or two; `members` gives names by their ids."""
        ...


class ExplainSent(Protocol):
    def __call__(self, outreach: Outreach, sent_on: date, language: str) -> str:
        """Why it was sent on that day, in a sentence."""
        ...


class ExplainAnnounced(Protocol):
    def __call__(self, money: Announced, language: str) -> str:
        """That money is to come, and when, in a sentence."""
        ...
