"""What each kind of e-mail is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from relance.domain.customer import Account, Contact
from relance.domain.decision import Due
from relance.domain.foretold import Foretold
from relance.domain.inbox import File, InboxEntry
from relance.domain.mail_address import Address
from relance.domain.organization import Member, Organization
from relance.domain.plan import Message
from relance.domain.receivables import Invoice
from relance.usecases.ports.mailing import Envelope


@dataclass(frozen=True, slots=True)
class Reminder:
    """All that the e-mail of a step is made of. `by_hand`: a person sends it now."""

    organization: Organization
    account: Account
    due: Due
    contact: Contact
    sender: Member
    from_address: Address
    reply_to: str
    today: date
    by_hand: bool = False
    files: tuple[File, ...] = ()
    """What it carries: the PDFs of invoices."""

    @property
    def invoices(self) -> tuple[Invoice, ...]:
        return self.due.invoices

    @property
    def to_come(self) -> tuple[Invoice, ...]:
        return self.due.to_come


@dataclass(frozen=True, slots=True)
class AdHocMail:
    """All that an e-mail outside any plan is made of. Its merge fields speak of `invoices`, of none for a
    customer that owes nothing; it greets `contact`, whose address gets it. `by_hand`: a person sends it now.
    """

    organization: Organization
    account: Account
    invoices: tuple[Invoice, ...]
    message: Message
    language: str
    contact: Contact
    sender: Member
    from_address: Address
    reply_to: str
    today: date
    cc: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    by_hand: bool = True
    to_come: tuple[Invoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished e-mail, and what history keeps of it."""

    envelope: Envelope
    subject: str
    text: str
    language: str
    html: str = ""


class Composer(Protocol):
    def compose(self, reminder: Reminder) -> Composed:
        """Raises Refused when the step's message does not render or an address cannot be written."""
        ...


@dataclass(frozen=True, slots=True)
class ReplyAnswer:
    """What a person writes back. `subject` and `text` are as they shall leave."""

    to: tuple[str, ...]
    subject: str
    text: str
    cc: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerMail:
    """All that an answer's e-mail is made of."""

    answer: ReplyAnswer
    entry: InboxEntry
    sender: Address
    reply_to: str
    language: str


class ReplyNotice(StrEnum):
    NEW = "new"
    PROBABLY_AUTOMATIC = "probably_automatic"
    WAITING = "waiting"
    """To its owner, when nobody has handled it for two working days."""
    FORGOTTEN = "forgotten"
    """To an admin, after four."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a member is told about a reply. `link` leads to it."""

    kind: ReplyNotice
    member: Member
    organization: Organization
    customer_name: str
    entry: InboxEntry
    sender: Address
    link: str


ComposeAdHoc = Callable[[AdHocMail], Composed]
"""Raises Refused when the message does not render, when it speaks of invoices and there are none, or when an
address or a file cannot be written.
"""


ComposeAnswer = Callable[[AnswerMail], Composed]
"""Raises Refused when an address or a file cannot be written."""


ComposeNotice = Callable[[Notice], Envelope]


@dataclass(frozen=True, slots=True)
class SimulationMail:
    """A simulation to be mailed to a member. `cut`: there are more customers than it tells of."""

    member: Member
    sender: Address
    first: date
    last: date
    lines: tuple[Foretold, ...]
    language: str
    cut: bool = False


ComposeSimulation = Callable[[SimulationMail], Envelope]
