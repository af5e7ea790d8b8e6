"""An organization's inbox as people look at it: lists, and the conversation a mail belongs to."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from relance.domain.customer import Customer
from relance.domain.inbox import EntryState, InboxEntry
from relance.domain.outreach import Outreach
from relance.usecases.customers.read_timeline import Mail, place
from relance.usecases.ports.inbox import Inbox, InboxList
from relance.usecases.ports.listings import Page
from relance.usecases.ports.outreaches import Outreaches, sent_to

# What waits for somebody is listed by itself; the rest is looked for month by month, so far back.
_WAITING: Final = {EntryState.PENDING: InboxList.PENDING, EntryState.UNMATCHED: InboxList.UNMATCHED}
_MONTHS_BACK: Final = 24
_LONGEST_THREAD: Final = 100


@dataclass(frozen=True)
class ReadInbox:
    inbox: Inbox
    outreaches: Outreaches

    def page(
        self,
        org: str,
        limit: int,
        now: datetime,
        before: str | None = None,
        state: EntryState | None = None,
        customer: Customer | None = None,
    ) -> Page[InboxEntry]:
        """The latest first, without their texts; `before` is where the page before ended."""
        listed = self._listed(org, state, customer, now, before)
        wanted = (entry for entry in listed if state is None or entry.state is state)
        return Page.first(limit, wanted, lambda entry: entry.id)

    def _listed(
        self, org: str, state: EntryState | None, customer: Customer | None, now: datetime, before: str | None
    ) -> Iterator[InboxEntry]:
        if customer is not None:
            return self._of_customer(org, customer, before)
        if state in _WAITING:
            return self.inbox.listed(org, _WAITING[state], before)
        months = months_back(InboxEntry.instant(before) if before else now, now)
        return (entry for month in months for entry in self.inbox.in_month(org, month, before))

    def _of_customer(self, org: str, customer: Customer, before: str | None = None) -> Iterator[InboxEntry]:
        each = (self.inbox.of_customer(org, id_, before) for id_ in customer.ids)
        return heapq.merge(*each, key=lambda entry: entry.id, reverse=True)

    def thread(self, entry: InboxEntry, customer: Customer | None) -> tuple[Mail, ...]:
        """The mails that came in and went out about the same matter, oldest first, with their texts; of a
        long conversation the latest mails. A mail that is nobody's, without a `customer`, stands alone.
        """
        if entry.match is None or customer is None:
            return (entry,)
        org = entry.org
        about = entry.match.enrolment
        came = [
            found
            for found in islice(self._of_customer(org, customer), _LONGEST_THREAD)
            if found.match and found.match.enrolment == about
        ]
        answered = {found.id for found in came}
        sent = [
            outreach
            for outreach in sent_to(self.outreaches, org, customer, _LONGEST_THREAD)
            if _belongs(outreach, about, answered)
        ]
        both: list[Mail] = [*came, *sent]
        latest = sorted(both, key=place)[-_LONGEST_THREAD:]
        return tuple(e if isinstance(e, Outreach) else self.inbox.get(org, e.id) for e in latest)


def _belongs(outreach: Outreach, enrolment: str | None, answered: set[str]) -> bool:
    return outreach.answers in answered or (enrolment is not None and outreach.enrolment == enrolment)


def months_back(from_: datetime, now: datetime) -> Iterator[datetime]:
    """The first instants of the month of `from_` and of those before it, to two years before `now`."""
    now, from_ = now.astimezone(UTC), from_.astimezone(UTC)
    last = now.year * 12 + now.month - 1
    for month in range(from_.year * 12 + from_.month - 1, last - _MONTHS_BACK, -1):
        yield datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
