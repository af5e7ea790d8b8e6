"""A customer's history, as the API shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from relance.contracts.api.base import Money, Output, ShownId
from relance.domain import inbox, note, outreach, posted_letter, promise
from relance.domain import task as domain
from relance.domain.organization import Member
from relance.domain.posted_letter import LetterStatus

type EmailStatus = Literal[
    "pending",
    "unknown",
    "failed",
    "sent",
    "delivered",
    "opened",
    "clicked",
    "bounced",
    "complained",
]
STATUS: Mapping[outreach.EmailStatus, EmailStatus] = {
    outreach.EmailStatus.PENDING: "pending",
    outreach.EmailStatus.UNKNOWN: "unknown",
    outreach.EmailStatus.FAILED: "failed",
    outreach.EmailStatus.SENT: "sent",
    outreach.EmailStatus.DELIVERED: "delivered",
    outreach.EmailStatus.OPENED: "opened",
    outreach.EmailStatus.CLICKED: "clicked",
    outreach.EmailStatus.BOUNCED: "bounced",
    outreach.EmailStatus.COMPLAINED: "complained",
}


class Recipient(Output):
    email: str
    status: EmailStatus


class MemberRef(Output):
    """A member, for short; who is none any more has no initials."""

    id: str
    initials: str

    @classmethod
    def of(cls, member: str, members: Mapping[str, Member]) -> Self | None:
        """None for nobody."""
        if not member:
            return None
        return cls(id=member, initials=members[member].initials if member in members else "")


class SentEmail(Output):
    """An e-mail of ours. `status` is the furthest of any recipient's; `answers` is the mail it replies to."""

    kind: Literal["email_sent"] = "email_sent"
    id: str
    at: datetime
    status: EmailStatus
    recipients: tuple[Recipient, ...]
    subject: str
    automatic: bool
    sender: MemberRef | None
    invoices: tuple[ShownId, ...]
    step: str | None
    answers: str | None

    @classmethod
    def of(cls, sent: outreach.Outreach, members: Mapping[str, Member]) -> Self:
        return cls.model_validate(_shown(sent, members))


class SentLetter(Output):
    """A letter of ours; all of it is under its `id` in the customer's letters."""

    kind: Literal["letter_sent"] = "letter_sent"
    id: str
    at: datetime
    status: LetterStatus
    registered: bool
    address: str
    subject: str
    automatic: bool
    sender: MemberRef | None
    invoices: tuple[ShownId, ...]
    step: str | None

    @classmethod
    def of(
        cls, sent: outreach.Outreach, letter: posted_letter.PostedLetter, members: Mapping[str, Member]
    ) -> Self:
        return cls(
            id=sent.ref.name,
            at=sent.ref.at,
            status=letter.status,
            registered=letter.registered,
            address=next(iter(sent.recipients), ""),
            subject=sent.subject,
            automatic=sent.automatic,
            sender=MemberRef.of(sent.sender, members),
            invoices=sent.invoices,
            step=sent.step,
        )


class SentEmailText(SentEmail):
    """`detail` is what the mail service said of it last."""

    text: str
    language: str
    message_id: str | None
    detail: str

    @classmethod
    def of(cls, sent: outreach.Outreach, members: Mapping[str, Member]) -> Self:
        more = {name: getattr(sent, name) for name in ("text", "language", "message_id", "detail")}
        return cls.model_validate({**_shown(sent, members), **more})


class ReceivedEmail(Output):
    """An e-mail that came in; all of it is in the inbox, under its `id`."""

    kind: Literal["email_received"] = "email_received"
    id: str
    at: datetime
    sender: str
    subject: str
    classification: inbox.MailKind
    state: inbox.EntryState
    handled_by: MemberRef | None
    attachments: int

    @classmethod
    def of(cls, entry: inbox.InboxEntry, members: Mapping[str, Member]) -> Self:
        return cls(
            id=entry.id,
            at=entry.received_at,
            sender=entry.received.sender.email,
            subject=entry.received.subject,
            classification=entry.received.kind,
            state=entry.state,
            handled_by=MemberRef.of(entry.handled_by or "", members),
            attachments=len(entry.received.attachments),
        )


class TaskClosed(Output):
    """A to-do that ended: done, skipped, expired or cancelled. `by` is null when it closed by itself."""

    kind: Literal["task_closed"] = "task_closed"
    id: str
    at: datetime
    task: domain.TaskKind
    outcome: domain.TaskState
    by: MemberRef | None
    invoices: tuple[ShownId, ...]
    step: str | None

    @classmethod
    def of(cls, closed: domain.Task, members: Mapping[str, Member]) -> Self:
        return cls.model_validate(
            {
                "id": closed.id,
                "at": closed.closed_at,
                "task": closed.kind,
                "outcome": closed.state,
                "by": MemberRef.of(closed.closed_by or "", members),
                "invoices": closed.invoices,
                "step": closed.step,
            }
        )


class NoteWritten(Output):
    """A note of a person, as it reads now."""

    kind: Literal["note"] = "note"
    id: ShownId
    at: datetime
    by: MemberRef | None
    text: str
    invoices: tuple[ShownId, ...]

    @classmethod
    def of(cls, written: note.Note, members: Mapping[str, Member]) -> Self:
        return cls(
            id=written.id,
            at=written.at,
            by=MemberRef.of(written.by, members),
            text=written.text,
            invoices=(written.invoice,) if written.invoice else (),
        )


class PromiseMade(Output):
    """A promise to pay, where it was made; `state` is what became of it by now."""

    kind: Literal["promise"] = "promise"
    id: ShownId
    at: datetime
    by: MemberRef | None
    amount: Money
    promised_for: date
    state: promise.PromiseState
    closed_on: date | None
    invoices: tuple[ShownId, ...]

    @classmethod
    def of(cls, made: promise.PromiseToPay, members: Mapping[str, Member]) -> Self:
        return cls(
            id=made.id,
            at=made.taken_at,
            by=MemberRef.of(made.taken_by, members),
            amount=Money.of(made.amount),
            promised_for=made.promised_for,
            state=made.state,
            closed_on=made.closed_on,
            invoices=made.invoices,
        )


type TimelineEvent = Annotated[
    SentEmail | SentLetter | ReceivedEmail | TaskClosed | NoteWritten | PromiseMade,
    Field(discriminator="kind"),
]


def _shown(sent: outreach.Outreach, members: Mapping[str, Member]) -> dict[str, object]:
    return {
        "id": sent.ref.name,
        "at": sent.ref.at,
        "status": STATUS[sent.status],
        "recipients": tuple(
            Recipient(email=email, status=STATUS[status]) for email, status in sorted(sent.recipients.items())
        ),
        "subject": sent.subject,
        "automatic": sent.automatic,
        "sender": MemberRef.of(sent.sender, members),
        "invoices": sent.invoices,
        "step": sent.step,
        "answers": sent.answers,
    }
