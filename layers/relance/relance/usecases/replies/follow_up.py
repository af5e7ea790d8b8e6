"""What follows from a mail whose customer is known: the account changed, older mails superseded, people told.

Every part is safe to repeat, and each rests on what is stored: a worker that dies is finished for by the
next one, in whatever order mails are worked off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from relance.domain.consequence import followed, open_reply
from relance.domain.customer import Account
from relance.domain.errors import NotFound
from relance.domain.inbox import EntryState, InboxEntry, MailKind
from relance.domain.task import Task
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.composing import ReplyNotice
from relance.usecases.ports.inbox import Inbox
from relance.usecases.replies.change_entry import change_entry
from relance.usecases.replies.notify_member import NotifyMember

OWNER_REMINDED_AFTER: Final = 2
"""Working days that a reply may wait."""
# Notices about one customer in one hour; a mail beyond these is kept and holds the plan, but tells nobody.
_NOTICES_AN_HOUR = 10
_OVER = (EntryState.DROPPED, EntryState.QUARANTINED)


@dataclass(frozen=True)
class FollowUp:
    inbox: Inbox
    change_account: ChangeAccount
    notify: NotifyMember
    clock: Clock

    def run(self, tenant: Tenant, entry: InboxEntry) -> InboxEntry:
        """The entry as it stands afterwards. Raises NotNotified when only telling was not possible."""
        asks = entry.received.kind.wants_a_person
        if entry.customer is None or entry.state in _OVER or (asks and entry.state is not EntryState.PENDING):
            return entry
        now = self.clock.now()
        today = tenant.calendar.today(now)
        try:
            account = self.change_account.run(
                tenant,
                entry.customer,
                lambda before: followed(before, entry, tenant.organization, tenant.calendar, today),
            )
        except NotFound:
            return change_entry(self.inbox, entry.org, entry.id, lambda e: e.closed(EntryState.FILED))
        if not asks:
            return entry
        entry = self._placed(tenant, entry, open_reply(account), today)
        return self._told(tenant, entry, account, now)

    def _placed(self, tenant: Tenant, entry: InboxEntry, task: Task | None, today: date) -> InboxEntry:
        """The latest of the to-do's mails is the pending mail (D4); a machine's mail never comes before a
        person's.
        """
        entries = task.entries if task else ()
        for older in entries[:-1]:
            change_entry(self.inbox, entry.org, older, _superseded)
        if entry.id not in entries:
            return change_entry(
                self.inbox, entry.org, entry.id, lambda e: _if_pending(e, e.closed(EntryState.FILED))
            )
        if entry.id != entries[-1]:
            return self.inbox.get(entry.org, entry.id)
        until = task.until if task else None
        look_on = until or tenant.calendar.working_day_after(today, OWNER_REMINDED_AFTER)
        look_at = tenant.calendar.start_of(look_on)
        return change_entry(
            self.inbox, entry.org, entry.id, lambda e: _if_pending(e, replace(e, look_at=look_at))
        )

    def _told(self, tenant: Tenant, entry: InboxEntry, account: Account, now: datetime) -> InboxEntry:
        if entry.state is not EntryState.PENDING or entry.notified:
            return entry
        customer = account.customer
        if self.inbox.allows(entry.org, customer.id, now, entry.id, _NOTICES_AN_HOUR):
            kind = _NOTICE[entry.received.kind]
            wish = (m for m in tenant.organization.responsible_for(customer) if m.notify_replies)
            self.notify.run(tenant, kind, entry, customer, wish)
        return change_entry(self.inbox, entry.org, entry.id, lambda e: replace(e, notified=True))


_NOTICE = {MailKind.HUMAN_REPLY: ReplyNotice.NEW, MailKind.WEAK_AUTO_REPLY: ReplyNotice.PROBABLY_AUTOMATIC}


def _superseded(entry: InboxEntry) -> InboxEntry:
    return _if_pending(entry, entry.closed(EntryState.SUPERSEDED))


def _if_pending(entry: InboxEntry, changed: InboxEntry) -> InboxEntry:
    """A mail that somebody has handled meanwhile, or is answering, stays as it is."""
    return changed if entry.state is EntryState.PENDING and entry.claim is None else entry
