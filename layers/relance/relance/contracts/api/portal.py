"""The private link to a customer's own page, as the API shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from relance.contracts.api.base import Output
from relance.usecases.customers.open_portal import NewLink


class PortalLink(Output):
    """Shown this once. `path` is that of the page, on the site of the pages."""

    path: Annotated[str, Field(description="For the customer alone: whoever has it sees what is owed.")]
    expires_at: datetime

    @classmethod
    def of(cls, link: NewLink) -> Self:
        return cls(path=f"/portal?key={link.token}", expires_at=link.expires_at)
