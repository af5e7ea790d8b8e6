"""What passed between an organization and one customer, the latest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from relance.domain.customer import Customer
from relance.domain.ids import stamp
from relance.domain.inbox import InboxEntry
from relance.domain.note import Note
from relance.domain.outreach import Outreach
from relance.domain.promise import PromiseToPay
from relance.domain.task import Task
from relance.usecases.ports.inbox import Inbox
from relance.usecases.ports.listings import Listings, Page, TaskList
from relance.usecases.ports.notes import Notes
from relance.usecases.ports.outreaches import Outreaches, sent_to

type Mail = Outreach | InboxEntry
type TimelineEvent = Mail | Task | Note | PromiseToPay

_PROMISES_AT_ONCE = 200


@dataclass(frozen=True)
class ReadTimeline:
    outreaches: Outreaches
    inbox: Inbox
    tasks: TaskList
    notes: Notes
    listings: Listings

    def run(self, org: str, customer: Customer, limit: int, before: str | None = None) -> Page[TimelineEvent]:
        """What we sent, what came in, what somebody did, wrote down, or was promised, under any id of the
        customer; `before` is where the page before ended.
        """
        one_more, own = limit + 1, customer.id
        sent = sent_to(self.outreaches, org, customer, one_more, before)
        came = (e for id_ in customer.ids for e in islice(self.inbox.of_customer(org, id_, before), one_more))
        done = (task for task in self.tasks.handled_of(org, own) if not before or place(task) < before)
        said = notes_of(self.notes, org, customer, one_more, before).lines
        promised = (one for one in self._promises(org, own) if not before or place(one) < before)
        found: list[TimelineEvent] = [*sent, *came, *done, *said, *promised]
        found.sort(key=place, reverse=True)
        return Page.first(limit, found, place)

    def _promises(self, org: str, customer: str) -> Iterator[PromiseToPay]:
        after: str | None = None
        while True:
            page = self.listings.promises_of(org, customer, _PROMISES_AT_ONCE, after)
            yield from page.lines
            after = page.after
            if after is None:
                return


def notes_of(notes: Notes, org: str, customer: Customer, limit: int, before: str | None = None) -> Page[Note]:
    """The notes about a customer, under any of its ids, the latest first."""
    pages = (notes.of_customer(org, id_, limit + 1, before).lines for id_ in customer.ids)
    found = sorted((note for lines in pages for note in lines), key=place, reverse=True)
    return Page.first(limit, found, place)


def place(event: TimelineEvent) -> str:
    """Each begins with the instant, alike: they sort by time together."""
    match event:
        case Outreach(ref=ref):
            return ref.name
        case InboxEntry(id=entry) | Note(id=entry):
            return entry
        case PromiseToPay(id=promise, taken_at=at):
            return f"{stamp(at)}-{promise}"
        case Task(id=task, closed_at=at):
            return f"{stamp(at)}-{task}" if at else ""
