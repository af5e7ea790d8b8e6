"""The composition root: every use case, over one set of ports.

`House` puts the use cases together, whatever they run on; `runtime/aws.py` and `runtime/memory.py` give it
its ports. Each use case is imported when first asked for: a function starts with those it needs, and no more.
"""

from __future__ import annotations

from copy import copy
from typing import Self

from relance.house.campaigns import Campaigns
from relance.house.importing import Importing
from relance.house.plans import Plans
from relance.house.ports import Ports
from relance.house.replies import Replies


class House(Campaigns, Replies, Importing, Plans):
    """Everything Relance does."""

    def but(self, **parts: object) -> Self:
        """The same house with other parts, ports or use cases by their names here; all else is made anew."""
        if unknown := {
            name for name in parts if name not in Ports.__annotations__ and not hasattr(House, name)
        }:
            raise TypeError(f"a house has no {sorted(unknown)}")
        other = copy(self)
        kept = {name: part for name, part in vars(self).items() if name in Ports.__annotations__}
        vars(other).clear()
        vars(other).update(kept | parts)
        return other
