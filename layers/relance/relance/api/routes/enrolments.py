"""Where customers stand on their plans; pauses."""

from __future__ import annotations

from dataclasses import replace

from relance.api.call import Call
from relance.api.routing import Router
from relance.contracts.api.base import PathId
from relance.contracts.api.enrolments import Enrolments, NewPause, PlanAssignment, Resume
from relance.domain.customer import NO_PLAN, Account
from relance.usecases.customers.manage_customers import ManageCustomers
from relance.usecases.customers.pause_customer import PauseCustomer

router = Router("Enrolments")


def _shown(call: Call, account: Account) -> Enrolments:
    following = call.organization.plan_of(account.customer)
    held = call.organization.over(account, call.today)
    return call.tagged(Enrolments.of(held, None if following == NO_PLAN else following))


@router.on("GET", "/customers/<customer>/enrolments")
def get_enrolments(customer: PathId) -> Enrolments:
    """Where a customer, or each of its invoices, stands on its plan; and what stops it."""
    return _shown(router.call, router.call.account(customer))


@router.on("POST", "/customers/<customer>/assign-plan")
def assign_plan(customer: PathId, body: PlanAssignment) -> Enrolments:
    """Give a customer the default plan, a plan of its own, or none; at once."""
    call = router.call
    manage = ManageCustomers(call.house.change_account)
    account = manage.update(call.tenant, customer, lambda known: replace(known.customer, plan=body.plan))
    return _shown(call, account)


@router.on("POST", "/customers/<customer>/pause")
def pause_customer(customer: PathId, body: NewPause) -> Enrolments:
    """Stop a customer's reminders, or those of one invoice, until a day or until somebody resumes."""
    call = router.call
    pause = PauseCustomer(call.house.change_account)
    return _shown(
        call, pause.pause(call.tenant, customer, body.until, body.invoice, body.reason, call.caller.id)
    )


@router.on("POST", "/customers/<customer>/resume")
def resume_customer(customer: PathId, body: Resume) -> Enrolments:
    """End a pause. Reminders go on where they stood; other holds stay."""
    call = router.call
    pause = PauseCustomer(call.house.change_account)
    return _shown(call, pause.resume(call.tenant, customer, body.invoice))
