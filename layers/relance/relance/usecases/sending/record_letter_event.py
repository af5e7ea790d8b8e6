"""What the post says became of a letter: its status in the history, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from relance.again import again
from relance.domain.errors import NotFound
from relance.domain.letter_claim import claim_id, followed_up
from relance.domain.outreach import Outreach, OutreachRef
from relance.domain.posted_letter import LetterEvent
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenants
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.outreaches import Outreaches
from relance.usecases.ports.posting import LetterExecutions


@dataclass(frozen=True)
class RecordLetterEvent:
    tenants: Tenants
    outreaches: Outreaches
    change_account: ChangeAccount
    executions: LetterExecutions
    clock: Clock

    def run(self, ref: OutreachRef, event: LetterEvent) -> Outreach:
        """Safe to repeat: a status only moves forward, and what follows is done once.

        Raises NotFound for what is no letter of that customer.
        """
        told = again(lambda: self._record(ref, event), f"letter {ref.id}")
        self.follow_up(told)
        if told.letter and told.letter.is_over and told.letter.token:
            self.executions.resume(told.letter.token)
        return told

    def follow_up(self, told: Outreach) -> None:
        tenant = self.tenants.of(told.ref.org, self.clock.now())
        today = tenant.calendar.today(self.clock.now())
        change = partial(followed_up, sent=told, today=today)
        self.change_account.run(tenant, told.ref.customer, change, also=(claim_id(told.ref),))

    def _record(self, ref: OutreachRef, event: LetterEvent) -> Outreach:
        known = self.outreaches.get(ref)
        if known is None or known.letter is None:
            raise NotFound(f"letter {ref.name}")
        tenant = self.tenants.of(ref.org, self.clock.now())
        heard = known.posted(event, tenant.calendar.today(event.at))
        if heard != known:
            self.outreaches.update(heard)
        return heard
