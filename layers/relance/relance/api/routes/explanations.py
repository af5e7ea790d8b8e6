"""Why was it sent, why not, when will it be."""

from __future__ import annotations

from relance.api.call import Call
from relance.api.routing import Router
from relance.contracts.api.base import Money, PathId
from relance.contracts.api.decisions import Decision
from relance.contracts.api.explanations import (
    Announced,
    Explanation,
    Next,
    ParentCredit,
    Past,
    Present,
    ToldByPlatform,
)
from relance.contracts.api.invoices import LifecycleStatus
from relance.contracts.api.timeline import STATUS
from relance.domain.outreach import Outreach
from relance.rendering.amounts import amounts
from relance.rendering.texts import text
from relance.usecases.deciding import explain

router = Router("Decisions")


@router.on("GET", "/customers/<customer>/why")
def explain_customer(customer: PathId) -> Explanation:
    """Why a customer was reminded or was not, what is decided about it today, and when it will be."""
    call = router.call
    return _shown(call, call.house.explain_customer.of_customer(call.tenant, customer, call.now))


@router.on("GET", "/invoices/<invoice>/why")
def explain_invoice(invoice: PathId) -> Explanation:
    """Why an invoice was reminded of or was not, and when it will be: by its own plan, or its customer's."""
    call = router.call
    return _shown(call, call.house.explain_customer.of_invoice(call.tenant, invoice, call.now), invoice)


def _shown(call: Call, known: explain.Explanation, about: str | None = None) -> Explanation:
    return Explanation(
        customer=known.account.customer.id,
        today=known.today,
        present=tuple(_present(call, known, one) for one in known.present),
        past=tuple(_past(call, outreach) for outreach in known.past),
        announced=tuple(
            Announced(
                on=one.on,
                amount=Money.of(one.amount),
                text=call.house.explain_announced(one, call.language),
            )
            for one in known.announced
        ),
        parent_credit=_parent_credit(call, known.parent) if known.parent else None,
        platforms=_platforms(known, about),
    )


def _parent_credit(call: Call, credit: explain.ParentCredit) -> ParentCredit:
    shown = {"parent": credit.name, "credit": amounts(credit.amounts, call.language)}
    return ParentCredit(
        amounts=tuple(Money.of(each) for each in credit.amounts),
        text=text(call.language, "decisions", "parent_credit.on_account", **shown),
    )


def _platforms(known: explain.Explanation, about: str | None) -> tuple[ToldByPlatform, ...]:
    owed = known.account.receivables
    # A platform's status is about the document: one instalment of it says the same as another.
    invoices = owed.open if about is None else owed.named(about)[:1]
    return tuple(
        ToldByPlatform(invoice=invoice.number, status=LifecycleStatus.of(invoice.lifecycle[-1]))
        for invoice in invoices
        if invoice.lifecycle
    )


def _present(call: Call, known: explain.Explanation, one: explain.Present) -> Present:
    text = call.house.explain(one.decision, known.today, call.language, call.members)
    return Present(
        enrolment=one.enrolment,
        decision=Decision.of(one.decision, text),
        next=Next(on=one.next_on, step=one.step.id if one.step else None),
    )


def _past(call: Call, sent: Outreach) -> Past:
    sent_on = call.tenant.calendar.today(sent.ref.at)
    return Past(
        id=sent.ref.name,
        at=sent.ref.at,
        subject=sent.subject,
        status=STATUS[sent.status],
        step=sent.step,
        invoices=sent.invoices,
        code=sent.grounds.code if sent.grounds else None,
        text=call.house.explain_sent(sent, sent_on, call.language),
    )
