"""Terms of payment, as the API takes and shows them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StrictInt

from relance.contracts.api.base import Input, Output, shown_as
from relance.domain.payment_terms import PaymentTerms, TermsKind

_KIND = (
    "`net`: days from the issue date; `net_then_eom`: days, then the end of that month; `eom_then_net`: the "
    "end of the month of issue, then days."
)
_DAY = "Moves the due date on to the next such day of a month."


class NewTerms(Input):
    model_config = shown_as(kind="net_then_eom", days=45, day_of_month=None)

    kind: Annotated[TermsKind, Field(description=_KIND)]
    days: Annotated[StrictInt, Field(ge=0, le=365)]
    day_of_month: Annotated[StrictInt, Field(ge=1, le=31, description=_DAY)] | None = None

    def as_terms(self) -> PaymentTerms:
        return PaymentTerms(self.kind, self.days, self.day_of_month)


NewTermsOrNone = Annotated[NewTerms | None, Field(description="They count instead of `terms_days`.")]


class Terms(Output):
    kind: Annotated[TermsKind, Field(description=_KIND)]
    days: int
    day_of_month: Annotated[int | None, Field(description=_DAY)]

    @classmethod
    def of(cls, terms: PaymentTerms) -> Self:
        return cls(kind=terms.kind, days=terms.days, day_of_month=terms.day_of_month)
