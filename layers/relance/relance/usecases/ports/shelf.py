"""What an organization writes and keeps for itself: drafts of plans, templates of messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from relance.domain.plan_draft import PlanDraft
from relance.domain.template import Template


class Shelf[Thing: (PlanDraft, Template)](Protocol):
    """Things of one kind, each with an `id` and a `revision` that counts how often it was written."""

    def get(self, org: str, id: str) -> Thing:
        """Strongly consistent. Raises NotFound."""
        ...

    def all(self, org: str) -> Iterable[Thing]:
        """Every thing of the organization, ordered by id."""
        ...

    def put(self, org: str, thing: Thing) -> Thing:
        """Writes a new thing (revision 0), or a change of the thing that was read; answers it as it is stored
        then.

        Raises Exists when a new thing's id is taken, Conflict when it was changed or removed since.
        """
        ...

    def remove(self, org: str, thing: Thing) -> None:
        """Raises Conflict when it was changed or removed since it was read."""
        ...
