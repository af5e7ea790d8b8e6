"""What passed between an organization and one customer, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import dropwhile, islice

from relance.domain.inbox import InboxEntry
from relance.domain.outreach import Outreach
from relance.usecases.api_ports import Page
from relance.usecases.inbox_ports import Inbox
from relance.usecases.ports import Outreaches

type TimelineEvent = Outreach | InboxEntry


@dataclass(frozen=True)
class ReadTimeline:
    outreaches: Outreaches
    inbox: Inbox

    def run(self, org: str, customer: str, limit: int, before: str | None = None) -> Page[TimelineEvent]:
        """What we sent and what came in; `before` is where the page before ended."""
        one_more = limit + 1
        sent = self.outreaches.of_customer(org, customer, one_more, before)
        came = dropwhile(lambda entry: before and entry.id >= before, self.inbox.of_customer(org, customer))
        found: list[TimelineEvent] = [*sent, *islice(came, one_more)]
        found.sort(key=place, reverse=True)
        shown = tuple(found[:limit])
        return Page(shown, place(shown[-1]) if len(found) > limit else None)


def place(event: TimelineEvent) -> str:
    """Both kinds of id begin with the instant, alike: they sort by time together."""
    return event.ref.name if isinstance(event, Outreach) else event.id
