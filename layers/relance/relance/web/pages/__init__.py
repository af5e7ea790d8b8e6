"""The pages, one file each."""

from __future__ import annotations

from typing import Final

from relance.web.pages import today
from relance.web.routing import Pages

PAGES: Final[tuple[Pages, ...]] = (today.pages,)
