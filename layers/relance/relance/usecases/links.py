"""Links by which people download a kept file, straight from where it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Protocol

LINKS_LAST: Final = timedelta(minutes=15)


class Links(Protocol):
    def link(self, key: str, name: str) -> str:
        """Good for `LINKS_LAST`. The file is saved under that name, and never opened in the browser."""
        ...
