"""Two customers that become one, as the API takes and shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Self

from pydantic import Field

from relance.contracts.api.base import Input, Money, Output, ShownId, shown_as
from relance.domain.customer import Account
from relance.usecases.customers import merge_customers as usecase

_CONFIRM = "What you confirm: `confirm` of the preview that you have seen."


class Merge(Input):
    model_config = shown_as(confirm="3f1c0e2a9b7d4c5e8f60718293a4b5c6")

    confirm: Annotated[str | None, Field(max_length=64, description=_CONFIRM)] = None


class MergeSide(Output):
    """What a customer owes."""

    id: ShownId
    name: str
    balances: Mapping[str, Money]
    open_invoices: int

    @classmethod
    def of(cls, account: Account) -> Self:
        balances = sorted(account.receivables.balances.items())
        return cls(
            id=account.customer.id,
            name=account.customer.name,
            balances={currency: Money.of(balance) for currency, balance in balances},
            open_invoices=len(account.receivables.open),
        )


class MergeDifference(Output):
    """Something that the customer that stays has otherwise than the one that goes."""

    code: str
    text: str


class MergePreview(Output):
    """The two customers as they are, and the one that stays as it would be. `confirm` names just this."""

    source: MergeSide
    target: MergeSide
    after: MergeSide
    differences: tuple[MergeDifference, ...]
    confirm: str

    @classmethod
    def of(cls, shown: usecase.MergePreview, worded: Callable[[str], str]) -> Self:
        return cls(
            source=MergeSide.of(shown.source),
            target=MergeSide.of(shown.target),
            after=MergeSide.of(shown.after),
            differences=tuple(MergeDifference(code=code, text=worded(code)) for code in shown.differences),
            confirm=shown.confirm,
        )
