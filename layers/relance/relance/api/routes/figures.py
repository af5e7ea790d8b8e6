"""Figures of the organization, and the habits of a customer."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from relance.api.mailing import mailed_member
from relance.api.routing import Router
from relance.contracts.api.base import PathId
from relance.contracts.api.figures import CurrencyFigures, Figures, Habits
from relance.domain.organization import IndexState
from relance.rendering.ageing_csv import ageing_csv

router = Router("Figures")

ME = "me"
_Manager = Annotated[
    PathId | None,
    Query(description="Of the customers of one account manager: a member's id, `me`, or `nobody`."),
]


def _whose(manager: str | None) -> str | None:
    return mailed_member(router.call).id if manager == ME else manager


@router.on("GET", "/figures")
def get_figures(manager: _Manager = None) -> Figures:
    """What is owed and how late, DSO, what was collected, promises kept and broken: by currency.

    The figures follow the accounts within a moment. The bands are `ageing_bands` of the organization.
    """
    call = router.call
    found = call.house.read_figures.run(call.organization, call.today, _whose(manager))
    is_whole = call.organization.index is IndexState.WHOLE
    return Figures(currencies=tuple(CurrencyFigures.of(one) for one in found), is_whole=is_whole)


@router.on("GET", "/figures/customers.csv", documented=False)
def export_figures(manager: _Manager = None) -> Response[str]:
    """The ageing by customer and currency, for a spreadsheet: no cell is taken for a formula."""
    call = router.call
    customers = call.house.read_figures.of_manager(call.org, _whose(manager))
    text = ageing_csv(customers, call.organization.ageing_bands, call.today, call.language)
    headers = {"Content-Disposition": 'attachment; filename="figures.csv"'}
    return Response(200, "text/csv; charset=utf-8", text, headers)


@router.on("GET", "/customers/<customer>/habits")
def get_habits(customer: PathId) -> Habits:
    """How a customer pays: days late on average, promises kept and broken, what it owes by age."""
    call = router.call
    call.house.listings.customer(call.org, customer)
    found = call.house.read_figures.habits(call.organization, customer, call.today)
    return Habits(customer=customer, currencies=tuple(CurrencyFigures.of(one) for one in found))
