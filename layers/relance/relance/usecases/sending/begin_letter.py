"""Starts the execution that posts a claimed step's letter, or another one for an execution that was lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from relance.domain.ids import stamp
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.enrolments import DueKey
from relance.usecases.ports.posting import LetterExecutions, LetterOrder
from relance.usecases.sending.claimed_step import ClaimedStep

HANDED_OVER_WITHIN: Final = timedelta(minutes=30)
"""Longer than an execution needs until the provider has the letter; then another one is started."""


@dataclass(frozen=True)
class BeginLetter:
    executions: LetterExecutions
    clock: Clock

    def run(self, claimed: ClaimedStep) -> None:
        """The claim's new lease comes first: a worker that dies before the start lets the lease run out. The
        lease's end is part of the execution's name, so that starting again for the same lease starts none.
        """
        until = self.clock.now().replace(microsecond=0) + HANDED_OVER_WITHIN
        claimed.wait_for_news(until)
        look = claimed.look
        order = LetterOrder(DueKey.of(look.org, look.claimed), look.claim.attempt, look.ref.name)
        self.executions.start(order, f"{look.ref.id}-{stamp(until)}")
