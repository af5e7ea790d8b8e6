"""What an organization writes and keeps for itself: drafts of plans, templates of messages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Final, Protocol

from relance.domain.errors import Fault, Refused
from relance.domain.plan_draft import PlanDraft
from relance.domain.template import Template

# A thing is one item of its store, which holds 400 kB.
_MOST_KB: Final = 350


def refuse_too_large(thing: PlanDraft | Template, field: str) -> None:
    """`field` holds its texts. Raises Refused when it could not be put on a shelf."""
    written = json.dumps(asdict(thing), ensure_ascii=False, default=str).encode()
    if len(written) > _MOST_KB * 1000:
        raise Refused(Fault("texts_too_large", field, {"limit": _MOST_KB}))


class Shelf[Thing: (PlanDraft, Template)](Protocol):
    """Things of one kind, each with an `id` and a `revision` that counts how often it was written."""

    def get(self, org: str, id: str) -> Thing:
        """Strongly consistent. Raises NotFound."""
        ...

    def all(self, org: str) -> Iterable[Thing]:
        """By id."""
        ...

    def put(self, org: str, thing: Thing) -> Thing:
        """A new one (revision 0), or a change of what was read; as it is stored now.

        Raises Exists when a new one's id is taken, Conflict when it was changed or removed since.
        """
        ...

    def remove(self, org: str, thing: Thing) -> None:
        """Raises Conflict when it was changed or removed since it was read."""
        ...
