"""One message to many customers, and what became of it for each (A15).

A campaign walks through its organization's customers in the order of their ids, and remembers how far it has
come (`reached`). Each customer that it meant has one `Recipient`: the claim under which its message leaves,
and then the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from relance.domain.attachment import Uploaded
from relance.domain.errors import Fault, Refused
from relance.domain.ids import derived
from relance.domain.outreach import OutreachRef
from relance.domain.plan import Message
from relance.domain.selection import Exclusion, Selection


class Channel(StrEnum):
    EMAIL = "email"


class CampaignState(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Result(StrEnum):
    """What became of the message to one customer. `LEAVING`: claimed, and not known yet."""

    LEAVING = "leaving"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Recipient:
    """`at` is the instant of the claim, `attempt` names it; `detail` is an `Exclusion`, or says why the
    message failed.
    """

    org: str
    campaign: str
    customer: str
    result: Result
    at: datetime
    attempt: str
    settled_at: datetime | None = None
    detail: str = ""

    @property
    def ref(self) -> OutreachRef:
        """Of one campaign, a customer gets one message: its name derives from the two."""
        name = derived("campaign", self.org, self.campaign, self.customer)
        return OutreachRef(self.org, self.customer, self.at, name)

    def settled(self, result: Result, at: datetime, detail: str = "") -> Self:
        return replace(self, result=result, settled_at=at, detail=detail)


@dataclass(frozen=True, slots=True)
class Campaign:
    """`words` are the message by language; `sender` is a member's id, None for each customer's account
    manager. `despite` are the exclusions that a person overrides.

    `results` count the customers up to `reached`. `let_through` counts the messages that left after it was
    paused or stopped, at `halted_at`. `look_at` is when a worker looks at it next, unless one is at it.
    `revision` guards its change.
    """

    org: str
    id: str
    name: str
    created_at: datetime
    created_by: str
    channel: Channel = Channel.EMAIL
    selection: Selection = Selection()
    words: Mapping[str, Message] = field(default_factory=dict)
    sender: str | None = None
    files: tuple[Uploaded, ...] = ()
    despite: frozenset[Exclusion] = frozenset()
    state: CampaignState = CampaignState.DRAFT
    started_at: datetime | None = None
    halted_at: datetime | None = None
    reached: str | None = None
    results: Mapping[Result, int] = field(default_factory=dict)
    let_through: int = 0
    look_at: datetime | None = None
    revision: int = 0

    @property
    def is_running(self) -> bool:
        return self.state is CampaignState.RUNNING

    # --- what people do with it; each raises Refused in a state that does not allow it ---

    def edited(self, other: Campaign) -> Self:
        """With what a person has changed of it: once it has begun, everybody gets the same."""
        self._must_be(CampaignState.DRAFT)
        return replace(
            self,
            name=other.name,
            selection=other.selection,
            words=other.words,
            sender=other.sender,
            files=other.files,
            despite=other.despite,
        )

    def started(self, at: datetime) -> Self:
        self._must_be(CampaignState.DRAFT)
        return replace(self, state=CampaignState.RUNNING, started_at=at, look_at=at)

    def paused(self, at: datetime) -> Self:
        self._must_be(CampaignState.RUNNING)
        return replace(self, state=CampaignState.PAUSED, halted_at=at, look_at=at)

    def resumed(self, at: datetime) -> Self:
        self._must_be(CampaignState.PAUSED)
        return replace(self, state=CampaignState.RUNNING, halted_at=None, look_at=at)

    def stopped(self, at: datetime) -> Self:
        """For good. One that is paused has been halted before: nothing more left since."""
        self._must_be(CampaignState.RUNNING, CampaignState.PAUSED)
        return replace(self, state=CampaignState.STOPPED, halted_at=self.halted_at or at, look_at=at)

    def removable(self) -> Self:
        self._must_be(CampaignState.DRAFT)
        return self

    def _must_be(self, *states: CampaignState) -> None:
        if self.state not in states:
            raise Refused(Fault("campaign_state", "campaign", {"state": self.state}))

    # --- how it comes on ---

    def come_to(self, customer: str, results: Iterable[Result]) -> Self:
        """Everybody up to that customer is dealt with; `results` are of those since `reached`."""
        counts = Counter(self.results)
        counts.update(results)
        return replace(self, reached=customer, results=dict(counts))

    def done(self) -> Self:
        return replace(self, state=CampaignState.DONE, look_at=None)

    def let(self, recipients: Iterable[Recipient]) -> Self:
        """Told of what left though it was halted before."""
        late = sum(self._left_late(recipient) for recipient in recipients)
        return replace(self, let_through=self.let_through + late)

    def _left_late(self, recipient: Recipient) -> bool:
        if self.halted_at is None or recipient.settled_at is None:
            return False
        return recipient.result in (Result.SENT, Result.UNKNOWN) and recipient.settled_at > self.halted_at
