"""The figures of an organization, or of one of its people's customers, and the habits of a customer (E7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from relance.domain.ageing import Ageing, ageing_of
from relance.domain.figures import CustomerFigures
from relance.domain.organization import Organization
from relance.usecases.organization.make_index import MakeIndex
from relance.usecases.ports.finding import Figures

NOBODY: Final = "nobody"


@dataclass(frozen=True)
class ReadFigures:
    """Each read sums up one item a customer: 10,000 customers are 2 to 3 MB in three pages."""

    figures: Figures
    make_index: MakeIndex

    def run(self, organization: Organization, today: date, manager: str | None = None) -> tuple[Ageing, ...]:
        """Of each currency. `manager` is a member's id, or NOBODY; None asks for all customers."""
        return self.of_each(organization, today, manager)[1]

    def of_each(
        self, organization: Organization, today: date, manager: str | None = None
    ) -> tuple[tuple[CustomerFigures, ...], tuple[Ageing, ...]]:
        """Those of each customer too, read once."""
        self.make_index.run(organization)
        customers = tuple(self.of_manager(organization.id, manager))
        return customers, ageing_of(customers, organization.ageing_bands, today)

    def of_manager(self, org: str, manager: str | None = None) -> Iterator[CustomerFigures]:
        found = self.figures.all(org)
        return (one for one in found if manager in (None, one.manager or NOBODY))

    def habits(self, organization: Organization, customer: str, today: date) -> tuple[Ageing, ...]:
        """The figures of one customer: none where nothing was ever owed or paid."""
        of = self.figures.of(organization.id, (customer,))
        return ageing_of(of.values(), organization.ageing_bands, today)
