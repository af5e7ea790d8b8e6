"""Which customers were erased, and which are still to be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from relance.domain.erasure import Erasure


class Erasures(Protocol):
    """One erasure a customer's id: the latest. It stays for good, and knows the id by a hash alone once all
    is done.
    """

    def get(self, org: str, customer: str) -> Erasure | None:
        """Strongly consistent."""
        ...

    def put(self, erasure: Erasure) -> Erasure:
        """Writes a new erasure (revision 0), or a change of the erasure that was read; answers the erasure as
        it is stored then. Raises Conflict when it was changed since.
        """
        ...

    def unfinished(self) -> Iterator[Erasure]:
        """Of every organization. An erasure that was put a moment ago may be missing."""
        ...
