"""The inbox, as the API takes and shows it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, StringConstraints

from relance.contracts.api.base import Email, Input, IsoDate, Line, Name, Output, PathId, ShownId
from relance.domain import inbox as domain
from relance.domain.inbox import EntryState, InboxEntry, MailKind, MatchedBy
from relance.domain.outreach import Outreach

# Makes the link that downloads a key under a name.
type Link = Callable[[str, str], str]
# A code in words of the reader's language.
type Words = Callable[[str], str]

_MEMBER = "In whose name it leaves: your own by default; an API key has to say."
_BASE64 = r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


class Person(Output):
    name: str
    email: str


class InboxSummary(Output):
    """`verified`: the sender's domain vouches for the mail; otherwise anybody may have written it."""

    id: str
    received_at: datetime
    state: EntryState
    classification: MailKind
    sender: Person
    verified: bool
    subject: str
    customer: ShownId | None
    invoice: ShownId | None
    attachments: int

    @classmethod
    def of(cls, entry: InboxEntry) -> Self:
        return cls.model_validate(_shown(entry))


class Evidence(Output):
    code: str
    text: str


class AttachedFile(Output):
    """`url` downloads it for a quarter of an hour; null for what is not opened, such as a virus."""

    name: str
    content_type: str
    size: Annotated[int, Field(description="In bytes.")]
    url: str | None


class InboxDetail(InboxSummary):
    """`visible` is what its author wrote, `text` all of it. `evidence` says why it was classified so."""

    subclass: str
    evidence: tuple[Evidence, ...]
    matched_by: MatchedBy | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    sent_at: datetime | None
    visible: str
    text: str
    returns_on: date | None
    failed_recipients: tuple[str, ...]
    files: tuple[AttachedFile, ...]
    raw_url: Annotated[str | None, Field(description="The mail as it came; null for one with a virus.")]
    handled_by: str | None
    handled_at: datetime | None
    answer_to: tuple[str, ...]
    answer_subject: str

    @classmethod
    def detailed(cls, entry: InboxEntry, words: Words, link: Link) -> Self:
        received = entry.received
        harmless = received.kind is not MailKind.VIRUS
        return cls.model_validate(
            {
                **_shown(entry),
                "subclass": received.subkind,
                "evidence": tuple(Evidence(code=code, text=words(code)) for code in received.evidence),
                "matched_by": entry.match and entry.match.by,
                "to": received.to,
                "cc": received.cc,
                "sent_at": received.sent_at,
                "visible": received.visible,
                "text": received.text,
                "returns_on": received.returns_on,
                "failed_recipients": received.failed,
                "files": tuple(_file(attachment, link) for attachment in received.attachments),
                "raw_url": link(entry.raw_key, f"{entry.id}.eml") if harmless else None,
                "handled_by": entry.handled_by,
                "handled_at": entry.handled_at,
                "answer_to": entry.answer_to,
                "answer_subject": entry.answer_subject,
            }
        )


class ThreadMail(Output):
    """One mail of a conversation: `in` came from the customer's side, `out` from ours."""

    direction: Literal["in", "out"]
    id: str
    at: datetime
    author: Annotated[str, Field(description="An address, or the id of the member it left in the name of.")]
    subject: str
    text: str

    @classmethod
    def of(cls, event: InboxEntry | Outreach) -> Self:
        match event:
            case InboxEntry(id=id_, received_at=at, received=received):
                author, text = received.sender.email, received.visible or received.text
                return cls(direction="in", id=id_, at=at, author=author, subject=received.subject, text=text)
            case Outreach(ref=ref, sender=author, subject=subject, text=text):
                return cls(direction="out", id=ref.name, at=ref.at, author=author, subject=subject, text=text)


class Thread(Output):
    """Oldest first."""

    mails: tuple[ThreadMail, ...]


class NewFile(Input):
    name: Name
    content_type: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[A-Za-z0-9.+-]{1,100}$")]
    content: Annotated[str, StringConstraints(pattern=_BASE64), Field(description="In base64.")]

    def as_file(self) -> domain.File:
        return domain.File(self.name, self.content_type, b64decode(self.content))


class NewAnswer(Input):
    """What is left out is as the mail suggests: its sender, its subject."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=50_000)]
    to: Annotated[tuple[Email, ...] | None, Field(min_length=1, max_length=50)] = None
    cc: Annotated[tuple[Email, ...], Field(max_length=50)] = ()
    subject: Line | None = None
    files: Annotated[tuple[NewFile, ...], Field(max_length=10)] = ()
    member: Annotated[PathId | None, Field(description=_MEMBER)] = None


class MailPause(Input):
    """`until` is the first day on which plans go on; null, until somebody resumes them."""

    until: IsoDate | None = None


class Assignment(Input):
    customer: PathId
    add_contact: StrictBool = False


class ForwardingRequest(Output):
    """A mail provider asks whether `mailbox` may forward to you: give it `code`, or open `link` yourself."""

    id: str
    at: datetime
    mailbox: str
    code: str
    link: str


class ForwardSettings(Output):
    """Forward your own mailbox to `address`: answers that go there are then taken in too."""

    address: str
    requests: tuple[ForwardingRequest, ...]


def forwarding_request(entry: InboxEntry) -> ForwardingRequest | None:
    asked = entry.received.forwarding
    if asked is None:
        return None
    return ForwardingRequest(
        id=entry.id, at=entry.received_at, mailbox=asked.mailbox, code=asked.code, link=asked.link
    )


def _file(attachment: domain.Attachment, link: Link) -> AttachedFile:
    url = link(attachment.key, attachment.name) if attachment.key else None
    return AttachedFile(
        name=attachment.name, content_type=attachment.content_type, size=attachment.size, url=url
    )


def _shown(entry: InboxEntry) -> dict[str, object]:
    received = entry.received
    return {
        "id": entry.id,
        "received_at": entry.received_at,
        "state": entry.state,
        "classification": received.kind,
        "sender": Person(name=received.sender.name, email=received.sender.email),
        "verified": received.verified,
        "subject": received.subject,
        "customer": entry.customer,
        "invoice": entry.match and entry.match.invoice,
        "attachments": len(received.attachments),
    }
