"""Figures, as the API shows them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from relance.contracts.api.base import Money, Output, ShownId
from relance.domain.ageing import Ageing


class Band(Output):
    """`first_day` to `last_day` days late. Null `last_day`: or more; null `first_day`: not yet due."""

    first_day: int | None
    last_day: int | None
    amount: Money


class Month(Output):
    """`month` as in 2026-11. `invoiced` is by issue date, before credit notes; `collected` is what payments
    brought, by the day they were received.
    """

    month: str
    invoiced: Money
    collected: Money
    promises_kept: int
    promises_broken: int


class CurrencyFigures(Output):
    """`outstanding` is what is left of open invoices; `on_account` is not taken off it. `months`: the last
    twelve.
    """

    currency: str
    outstanding: Money
    late: Money
    disputed: Money
    on_account: Money
    ageing: tuple[Band, ...]
    customers: Annotated[int, Field(description="Who owe anything.")]
    late_customers: Annotated[int, Field(description="Who have anything overdue.")]
    invoiced: Annotated[Money, Field(description="This month.")]
    collected: Annotated[Money, Field(description="This month.")]
    dso: Annotated[
        int | None,
        Field(
            description="Days of sales outstanding, by countback over the invoices known; null when these "
            "come to less than what is owed."
        ),
    ]
    days_late: Annotated[
        int | None,
        Field(description="How late payments of twelve months were on average, by amount; negative: early."),
    ]
    promises_kept: Annotated[int, Field(description="In twelve months.")]
    promises_broken: Annotated[int, Field(description="In twelve months.")]
    months: tuple[Month, ...]

    @classmethod
    def of(cls, of: Ageing) -> Self:
        def money(minor: int) -> Money:
            return Money(minor=minor, currency=of.currency)

        return cls(
            currency=of.currency,
            outstanding=money(of.outstanding),
            late=money(of.late),
            disputed=money(of.disputed),
            on_account=money(of.on_account),
            ageing=tuple(
                Band(first_day=band.first, last_day=band.last, amount=money(band.minor)) for band in of.bands
            ),
            customers=of.customers,
            late_customers=of.late_customers,
            invoiced=money(of.invoiced),
            collected=money(of.collected),
            dso=of.dso,
            days_late=of.days_late,
            promises_kept=of.promises_kept,
            promises_broken=of.promises_broken,
            months=tuple(
                Month(
                    month=name,
                    invoiced=money(month.invoiced),
                    collected=money(month.collected),
                    promises_kept=month.kept,
                    promises_broken=month.broken,
                )
                for name, month in of.months.items()
            ),
        )


class Figures(Output):
    """One entry a currency: amounts of two currencies are never added."""

    currencies: tuple[CurrencyFigures, ...]
    is_whole: Annotated[
        bool, Field(description="False while customers from before there were figures are being added.")
    ]


class Habits(Output):
    customer: ShownId
    currencies: tuple[CurrencyFigures, ...]
