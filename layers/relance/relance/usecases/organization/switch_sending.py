"""The organization's switch. Its first switch-on, and one after a month or more, is confirmed by a person or
program that has seen what would leave.

What is confirmed is named by a hash of the day, the settings and the result of the simulation: when any of
them has changed, the hash is another, and is to be confirmed anew. A first import that comes while sending is
on already, having been switched on over an empty ledger, puts the switch back to its beginning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.domain.first_days import FirstDays, Foreseen, foreseen
from relance.domain.organization import Organization
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.organization.change_organization import ChangeOrganization
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.clock import Clock

DAYS: Final = 3
"""So many sending days are shown."""
MOST_CUSTOMERS: Final = 1000
"""So many customers are looked at: as many as fit in the seconds that a request may take."""
# What no message and no decision rests on.
_OUTSIDE: Final = (
    "revision",
    "undecided",
    "created_on",
    "imported_on",
    "mappings",
    "sending",
    "stopped_on",
    "nothing_confirmed",
)


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What would leave; `confirm` names just this."""

    first_days: FirstDays
    confirm: str


class Unconfirmed(Exception):
    """Sending stays off: what would leave is to be confirmed first. `stale`: something else was confirmed."""

    def __init__(self, shown: ToConfirm, *, stale: bool) -> None:
        super().__init__("what would leave is not confirmed")
        self.shown, self.stale = shown, stale


@dataclass(frozen=True)
class SwitchSending:
    accounts: Accounts
    tenants: Tenants
    change_organization: ChangeOrganization
    clock: Clock

    def off(self, org: str) -> Organization:
        """Nothing leaves by itself from now on; every place is kept."""
        return self.change_organization.run(org, lambda now: now.switched(on=False, today=self._today(org)))

    def on(self, org: str, confirm: str | None = None) -> Organization:
        """`confirm` is that of `look`; it is asked for where `Organization.is_to_confirm` says so.

        Raises Unconfirmed with what would leave now, or Refused while it is not known how customers pay.
        """
        today, shown = self._today(org), None
        organization = self.tenants.organizations.get(org)
        if organization.is_to_confirm(today):
            if not organization.says_how_to_pay:
                raise Refused(Fault("bank_details_missing", "bank_details"))
            shown = self._confirmed(org, confirm)

        def switched(now: Organization) -> Organization:
            if not now.is_to_confirm(today):
                return now.switched(on=True, today=today)
            # Somebody changed it since it was looked at: what was confirmed is not what would leave now.
            if shown is None or _settings(now) != _settings(organization):
                raise Unconfirmed(self.look(org), stale=shown is not None)
            on = now.switched(on=True, today=today)
            return replace(on, nothing_confirmed=shown.first_days.is_empty)

        return self.change_organization.run(org, switched)

    def look(self, org: str) -> ToConfirm:
        """What would leave on the next sending days if sending were on."""
        now = self.clock.now()
        tenant = self.tenants.of(org, now)
        on = replace(tenant, organization=replace(tenant.organization, sending=True))
        first_days = self._first_days(on)
        return ToConfirm(first_days, _hash(tenant.organization, first_days))

    def _confirmed(self, org: str, confirm: str | None) -> ToConfirm:
        shown = self.look(org)
        if confirm != shown.confirm:
            raise Unconfirmed(shown, stale=confirm is not None)
        return shown

    def _first_days(self, tenant: Tenant) -> FirstDays:
        now = self.clock.now()
        today, days = tenant.calendar.today(now), self._sending_days(tenant)
        ids = list(islice(self.accounts.customers(tenant.id), MOST_CUSTOMERS + 1))
        found: list[Foreseen] = []
        is_empty = True
        for customer in ids[:MOST_CUSTOMERS]:
            account = self.accounts.load(tenant.id, customer)
            is_empty &= not account.receivables.open
            found += foreseen(account, tenant.simulate(account, today, days[-1], now))
        found.sort(key=lambda one: (one.day, one.customer.id, one.enrolment))
        # To-dos appear on days on which no mail leaves, too.
        shown = sorted({*days, *(one.day for one in found)})
        seen = min(len(ids), MOST_CUSTOMERS)
        return FirstDays(today, tuple(shown), tuple(found), seen, len(ids) <= MOST_CUSTOMERS, is_empty)

    def _sending_days(self, tenant: Tenant) -> tuple[date, ...]:
        now = self.clock.now()
        calendar = tenant.calendar.as_of(now)

        def each() -> Iterator[date]:
            day = calendar.today(now)
            while True:
                day = calendar.sending_day(day)
                yield day
                day += timedelta(days=1)

        return tuple(islice(each(), DAYS))

    def _today(self, org: str) -> date:
        now = self.clock.now()
        return self.tenants.of(org, now).calendar.today(now)


def _settings(organization: Organization) -> str:
    """Everything that messages and decisions rest on."""
    kept = {name: value for name, value in asdict(organization).items() if name not in _OUTSIDE}
    return json.dumps(kept, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)


def _hash(organization: Organization, first_days: FirstDays) -> str:
    """`plans` among the settings names the version of each plan, which never changes."""
    result = [one.mark for one in first_days.foreseen]
    told = [f"{first_days.seen_on}", _settings(organization), result, first_days.customers]
    return sha256(json.dumps(told).encode()).hexdigest()[:32]
