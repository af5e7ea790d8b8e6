"""The pages, one file each."""

from __future__ import annotations

from typing import Final

from relance.web.pages import (
    actions,
    campaigns,
    customer,
    customers,
    figures,
    first_steps,
    imports,
    inbox,
    invoices,
    invoices_to_send,
    me,
    people,
    plan_draft,
    plan_publishing,
    plan_step,
    plans,
    sending_switch,
    settings,
    simulation,
    templates,
    today,
)
from relance.web.routing import Pages

PAGES: Final[tuple[Pages, ...]] = (
    today.pages,
    inbox.pages,
    customers.pages,
    customer.pages,
    invoices.pages,
    invoices_to_send.pages,
    plans.pages,
    plan_draft.pages,
    plan_step.pages,
    plan_publishing.pages,
    templates.pages,
    simulation.pages,
    actions.pages,
    campaigns.pages,
    imports.pages,
    figures.pages,
    first_steps.pages,
    settings.pages,
    sending_switch.pages,
    people.pages,
    me.pages,
)
