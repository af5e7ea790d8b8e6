"""What the mail service says became of an e-mail: its status per recipient, and unknowns resolved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relance.domain.customer import Account
from relance.domain.errors import Conflict, NotFound
from relance.domain.outreach import EmailEvent, EmailStatus, Outreach
from relance.domain.task import Task, TaskKind, TaskState
from relance.usecases.change_account import ChangeAccount
from relance.usecases.ports import Clock, Outreaches
from relance.usecases.tenants import Tenants

_TRIES = 8


@dataclass(frozen=True)
class RecordEmailEvent:
    tenants: Tenants
    outreaches: Outreaches
    change_account: ChangeAccount
    clock: Clock

    def run(self, event: EmailEvent) -> Outreach:
        """Takes the event in, whatever came before it: our own record, other events, or nothing yet."""
        for _ in range(_TRIES):
            known = self.outreaches.get(event.ref)
            heard = known.after(event) if known else Outreach.heard_of(event)
            try:
                if known is None:
                    self.outreaches.record(heard)
                elif heard != known:
                    self.outreaches.update(heard)
            except Conflict:
                continue
            if known and known.status is EmailStatus.UNKNOWN and heard.status.left_us:
                self._close_review(event)
            return heard
        raise Conflict(f"outreach {event.ref.id} kept changing")

    def _close_review(self, event: EmailEvent) -> None:
        """Nobody needs to ask any more whether it left."""
        org, customer = event.ref.org, event.ref.customer
        task_id = Task.identity(org, TaskKind.REVIEW_SEND, event.ref.id)

        def closed(account: Account) -> Account:
            task = account.tasks.get(task_id)
            return account.with_task(replace(task, state=TaskState.CANCELLED)) if task else account

        account = self._account(org, customer)
        if account and task_id in account.tasks:
            self.change_account.run(self.tenants.of(org, self.clock.now()), customer, closed)

    def _account(self, org: str, customer: str) -> Account | None:
        try:
            return self.change_account.accounts.load(org, customer)
        except NotFound:
            return None
