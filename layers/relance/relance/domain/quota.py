"""How many mails a new organization may send, until it is known whose mails they are.

Anybody can sign up, and an organization without a domain of its own sends from the platform's address: its
mails are on the platform's account with every mail service. A domain that is verified, and two weeks without
complaint, say that somebody stands behind the mails.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from relance.domain.organization import Organization

_YOUNG_FOR: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `at_once` mails in one hour, and `per_day` over a day."""

    at_once: int
    per_day: int
    why: Literal["domain_not_verified", "new_organization"]


UNVERIFIED: Final = Quota(at_once=30, per_day=150, why="domain_not_verified")
YOUNG: Final = Quota(at_once=200, per_day=1_000, why="new_organization")


def quota_of(organization: Organization, today: date) -> Quota | None:
    """None for no limit: the domain is verified, and the organization is two weeks old.

    Organizations from before quotas existed have no day of sign-up, and no limit either.
    """
    if organization.created_on is None:
        return None
    if not organization.sender_domain_verified:
        return UNVERIFIED
    return YOUNG if today - organization.created_on < _YOUNG_FOR else None
