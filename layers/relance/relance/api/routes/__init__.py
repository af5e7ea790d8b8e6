"""Every router of the API, in the order of its documentation."""

from typing import Final

from relance.api.routes import (
    actions,
    api_keys,
    audit,
    contacts,
    credit_notes,
    customers,
    enrolments,
    explanations,
    imports,
    inbox,
    invoices,
    members,
    organization,
    payments,
    plans,
    sender_domain,
    service,
    sign_up,
    simulation,
    tasks,
    templates,
    timeline,
)
from relance.api.routing import Router

ROUTERS: Final[tuple[Router, ...]] = (
    sign_up.router,
    organization.router,
    sender_domain.router,
    members.router,
    api_keys.router,
    customers.router,
    contacts.router,
    invoices.router,
    payments.router,
    credit_notes.router,
    plans.router,
    templates.router,
    enrolments.router,
    tasks.router,
    actions.router,
    explanations.router,
    simulation.router,
    timeline.router,
    inbox.router,
    imports.router,
    audit.router,
    service.router,
)
