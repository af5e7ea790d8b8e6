"""The simulation of a range of days, mailed to the member who asks (A12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from relance.domain.foretold import Foretold
from relance.domain.mail_address import Address
from relance.domain.organization import Member
from relance.domain.plan import Level
from relance.usecases.deciding.foretell import Foretell, Range
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.composing import ComposeSimulation, SimulationMail
from relance.usecases.ports.mailing import Notifier, SendResult

# Looked at for one mail: beyond it the answer would take longer than a request may.
MOST_CUSTOMERS: Final = 1_000
_AT_ONCE = 100


@dataclass(frozen=True)
class MailSimulation:
    foretell: Foretell
    compose: ComposeSimulation
    notifier: Notifier
    sender: str

    def run(
        self,
        tenant: Tenant,
        days: Range,
        member: Member,
        language: str,
        now: datetime,
        customer: str | None = None,
        level: Level | None = None,
    ) -> SendResult:
        """Raises NotFound, Refused."""
        lines: list[Foretold] = []
        after: str | None = None
        for _ in range(MOST_CUSTOMERS // _AT_ONCE):
            page = self.foretell.run(tenant, days, now, _AT_ONCE, after, customer)
            lines += (line for line in page.lines if level in (None, line.level))
            after = page.after
            if after is None:
                break
        return self.notifier.notify(
            self.compose(
                SimulationMail(
                    member=member,
                    sender=Address(self.sender, name="Relance"),
                    first=days.first,
                    last=days.last,
                    lines=tuple(lines),
                    language=language,
                    cut=after is not None,
                )
            )
        )
