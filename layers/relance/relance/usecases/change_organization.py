"""The way an organization's settings and people change: on what is stored now, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from relance.domain.errors import Conflict
from relance.domain.organization import Organization
from relance.usecases.api_ports import Redecide
from relance.usecases.ports import Organizations

_TRIES = 8

# What no decision rests on: changing it leaves every customer as it was decided.
_WORDS_ONLY = (
    "name",
    "language",
    "payment_details",
    "letter_footer",
    "logo",
    "sender_domain",
    "sender_domain_verified",
    "members",
)


@dataclass(frozen=True)
class ChangeOrganization:
    organizations: Organizations
    redecide: Redecide

    def run(self, org: str, change: Callable[[Organization], Organization]) -> Organization:
        """Applies `change`, again on fresh state when another change came between; its customers are then
        decided afresh where that may matter. Raises NotFound, or Conflict after several tries.
        """
        for _ in range(_TRIES):
            before = self.organizations.get(org)
            after = change(before)
            try:
                self.organizations.replace(before, after)
            except Conflict:
                continue
            if _decisive(before) != _decisive(after):
                self.redecide.all_of(org)
            return after
        raise Conflict(f"organization {org} kept changing")


def _decisive(organization: Organization) -> dict[str, object]:
    return {
        name: getattr(organization, name)
        for name in Organization.__dataclass_fields__
        if name not in _WORDS_ONLY
    }
