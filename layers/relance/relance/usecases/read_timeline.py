"""What passed between an organization and one customer, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from itertools import islice

from relance.domain.inbox import InboxEntry
from relance.domain.outreach import Outreach
from relance.domain.task import Task
from relance.usecases.api_ports import Page
from relance.usecases.inbox_ports import Inbox
from relance.usecases.listing_ports import TaskList
from relance.usecases.ports import Outreaches

type Mail = Outreach | InboxEntry
type TimelineEvent = Mail | Task


@dataclass(frozen=True)
class ReadTimeline:
    outreaches: Outreaches
    inbox: Inbox
    tasks: TaskList

    def run(self, org: str, customer: str, limit: int, before: str | None = None) -> Page[TimelineEvent]:
        """What we sent, what came in, what somebody did; `before` is where the page before ended."""
        one_more = limit + 1
        sent = self.outreaches.of_customer(org, customer, one_more, before)
        came = islice(self.inbox.of_customer(org, customer, before), one_more)
        done = (task for task in self.tasks.handled_of(org, customer) if not before or place(task) < before)
        found: list[TimelineEvent] = [*sent, *came, *done]
        found.sort(key=place, reverse=True)
        return Page.first(limit, found, place)


def place(event: TimelineEvent) -> str:
    """Each begins with the instant, alike: they sort by time together."""
    match event:
        case Outreach(ref=ref):
            return ref.name
        case InboxEntry(id=entry):
            return entry
        case Task(id=task, closed_at=at):
            return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{task}" if at else ""
