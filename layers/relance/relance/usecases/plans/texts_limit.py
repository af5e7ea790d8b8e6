"""How long the texts of a plan draft or a template may be."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.domain.plan_draft import PlanDraft
from relance.domain.template import Template

# A draft or a template is one item of its store, which holds at most 400 kB.
_MOST_KB: Final = 350


def refuse_too_large(thing: PlanDraft | Template, field: str) -> None:
    """`field` holds its texts. Raises Refused when it could not be put on a shelf."""
    written = json.dumps(asdict(thing), ensure_ascii=False, default=str).encode()
    if len(written) > _MOST_KB * 1000:
        raise Refused(Fault("texts_too_large", field, {"limit": _MOST_KB}))
