"""The vocabulary: a kept mail, what happens to it, and whether the outside has been told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

type Direction = Literal["sent", "received"]
type State = Literal["pending", "done", "failed"]
type BounceSubType = Literal["General", "Suppressed"]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as the index knows it; its bytes are in the `.eml`.

    `source` and `recipients` are the envelope; `sender`, `subject` are the decoded headers.
    `submitted` holds the Message-ID and Date that came with the mail and were replaced: SES events show
    those.
    """

    id: str
    direction: Direction
    at: datetime
    source: str
    recipients: tuple[str, ...]
    sender: str
    subject: str
    tags: tuple[tuple[str, str], ...] = ()
    configuration_set: str | None = None
    submitted: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Send:
    at: datetime
    kind: Literal["Send"] = "Send"


@dataclass(frozen=True, slots=True)
class Delivery:
    at: datetime
    recipient: str
    kind: Literal["Delivery"] = "Delivery"


@dataclass(frozen=True, slots=True)
class Bounce:
    at: datetime
    recipient: str
    sub_type: BounceSubType = "General"
    kind: Literal["Bounce"] = "Bounce"


@dataclass(frozen=True, slots=True)
class Complaint:
    at: datetime
    recipient: str
    kind: Literal["Complaint"] = "Complaint"


@dataclass(frozen=True, slots=True)
class Open:
    at: datetime
    kind: Literal["Open"] = "Open"


@dataclass(frozen=True, slots=True)
class Click:
    at: datetime
    link: str
    kind: Literal["Click"] = "Click"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A mail that came in goes through the receipt rule."""

    at: datetime
    kind: Literal["Receipt"] = "Receipt"


type SesEvent = Send | Delivery | Bounce | Complaint | Open | Click
type Event = SesEvent | Receipt


@dataclass(frozen=True, slots=True)
class Happening:
    """An event and whether the outside knows: `failed` keeps the `reason` and can be tried again."""

    event: Event
    state: State = "pending"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A mail with everything that happened to it, in order."""

    mail: Mail
    happenings: tuple[Happening, ...] = ()

    @property
    def outcome(self) -> Happening | None:
        """What to know first: what the outside did not take, then bad news, then the latest."""
        worst = (
            [happening for happening in self.happenings if happening.state == "failed"]
            or [happening for happening in self.happenings if isinstance(happening.event, Bounce | Complaint)]
            or list(self.happenings)
        )
        return worst[-1] if worst else None
