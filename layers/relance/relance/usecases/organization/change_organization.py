"""The way an organization's settings and people change: on what is stored now, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from relance.again import again
from relance.domain.organization import IndexState, Organization
from relance.usecases.ports.dispatching import Redecide
from relance.usecases.ports.organizations import Organizations

# Settings on which no decision rests: after a change of these alone no customer is decided afresh.
# `imported_on` is among them because the importer itself decides the customers of a file afresh.
_WORDS_ONLY = (
    "name",
    "language",
    "payment_details",
    "bank_details",
    "letter_footer",
    "postal_address",
    "logo",
    "sender_domain",
    "sender_domain_verified",
    "members",
    "created_on",
    "nothing_confirmed",
    "imported_on",
    "mappings",
    "ageing_bands",
    "index",
    "invoice_sending",
    "undecided",
    "revision",
)


type Change = Callable[[Organization], Organization]


def changed(organizations: Organizations, org: str, change: Change) -> tuple[Organization, Organization]:
    """(before, after): applies `change`, again on fresh state when another change came between.

    What decisions rest on is written with the note that they are to be made afresh, so that it is never
    forgotten: see `decided`. Raises NotFound, or Conflict after several tries.
    """

    def attempt() -> tuple[Organization, Organization]:
        before = organizations.get(org)
        after = change(before)
        if after == before:
            return before, before
        if _decisive(before) != _decisive(after):
            after = after.to_decide()
        organizations.save(after)
        return before, replace(after, revision=after.revision + 1)

    return again(attempt, f"organization {org}")


def decided(organizations: Organizations, org: str, revision: int) -> None:
    """Every customer was decided by the settings of that revision; none is left, unless they changed."""

    def done(now: Organization) -> Organization:
        if now.undecided > revision:
            return now
        is_made = now.index is IndexState.BEING_MADE
        return replace(now, undecided=0, index=IndexState.WHOLE if is_made else now.index)

    changed(organizations, org, done)


@dataclass(frozen=True)
class ChangeOrganization:
    organizations: Organizations
    redecide: Redecide

    def run(self, org: str, change: Change) -> Organization:
        """Changes it as `changed` does; its customers are then decided afresh where that may matter. The
        same change made again sees to that again, if it is not done.
        """
        _, after = changed(self.organizations, org, change)
        if after.undecided:
            self.redecide.all_of(org)
        return after


def _decisive(organization: Organization) -> dict[str, object]:
    return {
        name: getattr(organization, name)
        for name in Organization.__dataclass_fields__
        if name not in _WORDS_ONLY
    }
