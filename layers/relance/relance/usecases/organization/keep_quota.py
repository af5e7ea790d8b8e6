"""The quota of a new organization, kept over every message that leaves (domain/quota.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from relance.domain.quota import Quota, quota_of
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.organization.take_turn import Limit, TooOften, take_turn
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.mailing import Throttled
from relance.usecases.ports.requests import Rates

OVER_QUOTA: Final = "over_quota"
_MINUTES_A_DAY: Final = 24 * 60


@dataclass(frozen=True)
class KeepQuota:
    """Costs an organization without a quota nothing."""

    rates: Rates
    clock: Clock

    def run(self, tenant: Tenant) -> Throttled | None:
        """None when one more message may leave; it is counted then."""
        now = self.clock.now()
        quota = quota_of(tenant.organization, tenant.calendar.today(now))
        if quota is None:
            return None
        turn = take_turn(self.rates, tenant.id, "mails", _limit(quota), now)
        if isinstance(turn, TooOften):
            return Throttled(OVER_QUOTA, again_after=timedelta(seconds=turn.seconds))
        return None


def _limit(quota: Quota) -> Limit:
    return Limit(burst=quota.at_once, per_minute=quota.per_day / _MINUTES_A_DAY)
