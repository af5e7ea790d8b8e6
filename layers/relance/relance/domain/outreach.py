"""One outbound e-mail or letter and what became of it, recipient by recipient.

Events of the mail service and the post come late, twice and out of order: a status only ever moves forward.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import IntEnum
from typing import Self

from relance.domain.decision import ClosedDay, Execute
from relance.domain.ids import read_stamp, stamp
from relance.domain.posted_letter import LetterEvent, LetterStatus, PostedLetter


class EmailStatus(IntEnum):
    """Statuses in the order in which one may follow another; bounced and complained are final."""

    PENDING = 0
    UNKNOWN = 1
    FAILED = 2
    SENT = 3
    DELIVERED = 4
    OPENED = 5
    CLICKED = 6
    BOUNCED = 7
    COMPLAINED = 8

    @property
    def left_us(self) -> bool:
        """The mail service took it: what was unknown is known."""
        return self >= EmailStatus.SENT


@dataclass(frozen=True, slots=True)
class OutreachRef:
    """Where an outreach is written: the same for every attempt, and short enough to travel as mail tags.

    `at` is the instant of the claim, in whole seconds.
    """

    org: str
    customer: str
    at: datetime
    id: str

    @property
    def name(self) -> str:
        """Names it within its customer; names sort by time."""
        return f"{stamp(self.at)}-{self.id}"

    @classmethod
    def named(cls, org: str, customer: str, name: str) -> Self:
        """Raises ValueError when `name` is no outreach's."""
        return cls(org, customer, read_stamp(name), name.partition("-")[2])

    def tags(self) -> dict[str, str]:
        """SES message tags: letters, digits, `-` and `_` only, at most 256 characters each."""
        customer = urlsafe_b64encode(self.customer.encode()).decode().rstrip("=")
        return {"org": self.org, "customer": customer, "outreach": self.name}

    @classmethod
    def from_tags(cls, tags: Mapping[str, str]) -> Self | None:
        """None when the mail is not one of ours."""
        try:
            customer = tags["customer"] + "=" * (-len(tags["customer"]) % 4)
            return cls.named(tags["org"], urlsafe_b64decode(customer).decode(), tags["outreach"])
        except (KeyError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class EmailEvent:
    """What the mail service says happened to some recipients; `detail` is its own words (a diagnostic)."""

    ref: OutreachRef
    status: EmailStatus
    at: datetime
    recipients: tuple[str, ...]
    message_id: str
    detail: str = ""
    permanent: bool = False
    """A bounce that says the address will never work."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why it left on its day: the reason of the decision (a `Constraint`), as history keeps it.

    `due_date` is the carrying invoice's. The reason's own values stand in the fields of their names, and in
    `more` where there is no such field, so that a new reason is kept whole from its first day.
    """

    code: str
    on: date
    due_date: date
    last: date | None = None
    days: int | None = None
    promised_for: date | None = None
    more: Mapping[str, date | int | str] = field(default_factory=dict)
    step: str = ""
    """The code of the step's label; "": written by a version that did not keep it."""

    @classmethod
    def of(cls, decision: Execute) -> Self:
        why = decision.why.because if isinstance(decision.why, ClosedDay) else decision.why
        values = {each.name: getattr(why, each.name) for each in fields(why)}
        named = {name: values.pop(name) for name in ("on", "last", "days", "promised_for") if name in values}
        due = decision.due
        return cls(why.code, due_date=due.carrying.due_date, **named, more=values, step=due.step.label.code)

    @property
    def values(self) -> Mapping[str, date | int | str | None]:
        """What the reason used, by name."""
        named = {"on": self.on, "last": self.last, "days": self.days, "promised_for": self.promised_for}
        return named | dict(self.more)


@dataclass(frozen=True, slots=True)
class Outreach:
    """The record of one e-mail or letter; also its line in the customer's history (A5).

    `revision` guards its change: the event of a mail may be written before the mail's own record.
    """

    ref: OutreachRef
    status: EmailStatus
    recipients: Mapping[str, EmailStatus] = field(default_factory=dict)
    subject: str = ""
    text: str = ""
    language: str = ""
    automatic: bool = True
    sender: str = ""
    invoices: tuple[str, ...] = ()
    enrolment: str | None = None
    cycle: int | None = None
    step: str | None = None
    grounds: Grounds | None = None
    """None for what a person sent."""
    answers: str | None = None
    """The inbox entry it answers."""
    message_id: str | None = None
    detail: str = ""
    letter: PostedLetter | None = None
    """None for an e-mail. The one recipient of a letter is its address, written on a line."""
    revision: int = 0

    @classmethod
    def heard_of(cls, event: EmailEvent) -> Self:
        """An event came before our own record."""
        return cls(event.ref, EmailStatus.PENDING).after(event)

    def after(self, event: EmailEvent) -> Self:
        """The outreach with the event taken in; an event that says nothing new changes nothing."""
        known = dict(self.recipients)
        for recipient in event.recipients:
            known[recipient] = max(known.get(recipient, EmailStatus.PENDING), event.status)
        return replace(
            self,
            recipients=known,
            status=max(self.status, event.status),
            message_id=self.message_id or event.message_id,
            detail=event.detail or self.detail,
        )

    def after_post(self, letter: PostedLetter, detail: str = "") -> Self:
        """The outreach of a letter that is now as `letter` says."""
        status = max(self.status, _STATUS_OF[letter.status])
        return replace(
            self,
            letter=letter,
            status=status,
            recipients=dict.fromkeys(self.recipients, status),
            detail=detail or self.detail,
        )

    def posted(self, event: LetterEvent, on: date) -> Self:
        """The outreach of a letter with an event of that day taken in. Raises ValueError for an e-mail."""
        if self.letter is None:
            raise ValueError("no letter")
        return self.after_post(self.letter.after(event, on), event.detail)

    def merged(self, other: Self) -> Self:
        """One record of two, whoever wrote first: our own record keeps its words, and a status only moves
        forward. The result is written over `other`, the record that is stored.
        """
        ours = max(self, other, key=lambda outreach: (bool(outreach.text), outreach.step is not None))
        recipients = {**self.recipients}
        for recipient, status in other.recipients.items():
            recipients[recipient] = max(status, recipients.get(recipient, EmailStatus.PENDING))
        return replace(
            ours,
            recipients=recipients,
            status=max(self.status, other.status),
            message_id=self.message_id or other.message_id,
            detail=other.detail or self.detail,
            letter=self.letter.merged(other.letter)
            if self.letter and other.letter
            else self.letter or other.letter,
            revision=other.revision,
        )


_STATUS_OF: Mapping[LetterStatus, EmailStatus] = {
    LetterStatus.QUEUED: EmailStatus.PENDING,
    LetterStatus.CANCELLED: EmailStatus.FAILED,
    LetterStatus.SUBMITTED: EmailStatus.SENT,
    LetterStatus.ACCEPTED: EmailStatus.SENT,
    LetterStatus.IN_TRANSIT: EmailStatus.SENT,
    LetterStatus.DELIVERED: EmailStatus.DELIVERED,
    LetterStatus.RECEIPT: EmailStatus.DELIVERED,
    LetterStatus.UNDELIVERABLE: EmailStatus.BOUNCED,
    LetterStatus.RETURNED: EmailStatus.BOUNCED,
    LetterStatus.FAILED: EmailStatus.BOUNCED,
}
