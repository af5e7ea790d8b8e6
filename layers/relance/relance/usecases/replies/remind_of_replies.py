"""Replies that wait: their owner is reminded, then an admin; what was probably a machine's ends by itself.

Also finishes what a worker left undone, and what nobody is going to come back to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from relance.domain.consequence import expired, open_reply
from relance.domain.customer import Account
from relance.domain.errors import NotFound
from relance.domain.inbox import EntryState, InboxEntry
from relance.domain.organization import Member
from relance.domain.task import Task
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.composing import ReplyNotice
from relance.usecases.ports.inbox import Inbox
from relance.usecases.replies.change_entry import change_entry
from relance.usecases.replies.follow_up import OWNER_REMINDED_AFTER, FollowUp
from relance.usecases.replies.handle_reply import HandleReply
from relance.usecases.replies.notify_member import NotifyMember

_ADMIN_REMINDED_AFTER: Final = 4
_REMINDERS: Final = (
    (OWNER_REMINDED_AFTER, ReplyNotice.WAITING),
    (_ADMIN_REMINDED_AFTER, ReplyNotice.FORGOTTEN),
)


@dataclass(frozen=True)
class RemindOfReplies:
    inbox: Inbox
    tenants: Tenants
    change_account: ChangeAccount
    handle_reply: HandleReply
    follow_up: FollowUp
    notify: NotifyMember
    clock: Clock

    def run(self) -> int:
        """Looks at every entry whose time has come; an entry that breaks stops no other. Returns how many
        were looked at.
        """
        now, broken, looked = self.clock.now(), [], 0
        for org, entry_id in self.inbox.to_look_at(now):
            looked += 1
            try:
                self._look(self.tenants.of(org, now), self.inbox.get(org, entry_id), now)
            except Exception as error:
                broken.append(error)
        if broken:
            raise ExceptionGroup(f"{len(broken)} of {looked} inbox entries", broken)
        return looked

    def _look(self, tenant: Tenant, entry: InboxEntry, now: datetime) -> None:
        if entry.look_at is None or entry.look_at > now:
            return
        if entry.state is not EntryState.PENDING or entry.customer is None:
            self._put(entry, replace(entry, look_at=None))
        elif entry.claim:
            self.handle_reply.finish(tenant, entry)
        else:
            try:
                # Also its history: a to-do that is closed tells that the reply was handled.
                account = self.change_account.accounts.load(entry.org, entry.customer, also=(entry.id,))
            except NotFound:
                self._put(entry, entry.closed(EntryState.FILED))
                return
            self._wait_on(tenant, entry, account, now)

    def _wait_on(self, tenant: Tenant, entry: InboxEntry, account: Account, now: datetime) -> None:
        task, today = open_reply(account), tenant.calendar.today(now)
        if task is None or entry.id not in task.entries:
            if any(entry.id in known.entries for known in account.tasks.values()):
                self._put(entry, entry.closed(EntryState.FILED))
            else:
                self.follow_up.run(tenant, entry)
        elif task.entries[-1] != entry.id:
            self._put(entry, entry.closed(EntryState.SUPERSEDED))
        elif task.until is None:
            self._remind(tenant, entry, account, task, now)
        elif task.until <= today:
            self.change_account.run(tenant, account.customer.id, expired)
            self._put(entry, entry.closed(EntryState.FILED))
        else:
            self._put(entry, replace(entry, look_at=tenant.calendar.start_of(task.until)))

    def _remind(self, tenant: Tenant, entry: InboxEntry, account: Account, task: Task, now: datetime) -> None:
        """Sends the reminders of the to-do one after the other, each once, counted from the day the to-do is
        due: looking early reminds nobody.
        """
        if entry.reminders == len(_REMINDERS):
            self._put(entry, replace(entry, look_at=None))
            return
        after, kind = _REMINDERS[entry.reminders]
        calendar = tenant.calendar
        due = calendar.start_of(calendar.working_day_after(task.due_on, after))
        if now < due:
            self._put(entry, replace(entry, look_at=due))
            return
        self.notify.run(tenant, kind, entry, account.customer, _whom(tenant, account, task, kind))
        tomorrow = calendar.start_of(calendar.working_day_after(calendar.today(now), 1))
        self._put(entry, replace(entry, reminders=entry.reminders + 1, look_at=tomorrow))

    def _put(self, seen: InboxEntry, changed: InboxEntry) -> None:
        """Writes the changed entry, unless somebody has changed the entry meanwhile."""
        change_entry(self.inbox, seen.org, seen.id, lambda e: changed if e.revision == seen.revision else e)


def _whom(tenant: Tenant, account: Account, task: Task, kind: ReplyNotice) -> tuple[Member, ...]:
    organization = tenant.organization
    if kind is ReplyNotice.FORGOTTEN:
        return organization.admins
    owner = organization.active_member(task.owner)
    return (owner,) if owner else organization.responsible_for(account.customer)
