"""Which enrolments an account has: one for the customer, or one an invoice, by its plan's level (A7, A9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.cycle import KeptPlace, later_of
from relance.domain.desk import Desk
from relance.domain.enrolment import Enrolment
from relance.domain.plan import DunningPlan, Level
from relance.domain.progress import withdraw
from relance.domain.receivables import Invoice


def enrolled(account: Account, plan: DunningPlan | None, org: str, today: date) -> Account:
    """The account with the enrolments that `plan` calls for, each on its current version. `plan` None means
    no reminders at all.

    An enrolment that is not called for is set aside with its place: taken up again, it never repeats a step.
    An enrolment that is being sent is left to its worker.
    """
    desk = Desk(_with_places_kept(_with_contacts_remembered(account)), today)
    for enrolment in tuple(desk.enrolments.values()):
        if not enrolment.is_sending:
            _align(desk, enrolment, plan)
    for invoice, contact in _subjects(account, plan):
        customer = account.customer.id
        enrolment_id = Enrolment.identity(org, customer, invoice, contact)
        if plan and enrolment_id not in desk.enrolments:
            desk.put(Enrolment(enrolment_id, customer, plan.id, plan.version, today, invoice, contact))
    return desk.account


def _align(desk: Desk, enrolment: Enrolment, plan: DunningPlan | None) -> None:
    """Puts one enrolment as the plan has it: set aside, taken up again, or brought to the current version.

    An invoice's own enrolment stays when it is paid: it may re-open (a reversal).
    """
    if plan is None or (enrolment.invoice is None) != (plan.level is Level.CUSTOMER):
        if not enrolment.is_retired:
            withdraw(desk, enrolment)
            desk.put(enrolment.retired())
        return
    if enrolment.is_retired:
        enrolment = replace(enrolment.released(), enrolled_on=desk.today)
    if (enrolment.plan, enrolment.plan_version) != (plan.id, plan.version):
        enrolment = enrolment.moved_to(plan, desk.today)
    desk.put(enrolment)


def _subjects(account: Account, plan: DunningPlan | None) -> tuple[tuple[str | None, str | None], ...]:
    """(invoice, contact) of each enrolment that is called for: the customer itself, each contact that open
    invoices name for themselves; or each open invoice.
    """
    if plan is None:
        return ()
    if plan.level is Level.CUSTOMER:
        named = {contact for i in account.receivables.open if (contact := account.group_of(i))}
        return ((None, None), *((None, contact) for contact in sorted(named)))
    return tuple((invoice.number, None) for invoice in account.receivables.open)


def _with_contacts_remembered(account: Account) -> Account:
    """The last contact of an invoice's own enrolment stays its contact's when the invoice closes."""
    open_now = {invoice.number for invoice in account.receivables.open}
    last: dict[str | None, date] = {}
    for enrolment in account.enrolments.values():
        on = enrolment.last_contact_on
        if on and enrolment.invoice is not None and enrolment.invoice not in open_now:
            contact = account.contact_of(enrolment)
            last[contact] = max(last.get(contact, on), on)
    main = last.pop(None, date.min)
    if main > (account.customer.contacted_on or date.min):
        account = replace(account, customer=replace(account.customer, contacted_on=main))
    if any(last.get(c.id, date.min) > (c.contacted_on or date.min) for c in account.contacts):
        contacts = (
            replace(c, contacted_on=max(last.get(c.id, date.min), c.contacted_on or date.min))
            if c.id in last
            else c
            for c in account.contacts
        )
        account = replace(account, contacts=tuple(contacts))
    return account


def _with_places_kept(account: Account) -> Account:
    """Each invoice that closed keeps its place itself from now on, so that it goes on there whenever it opens
    again. The enrolment that led it forgets it, unless a worker has that enrolment.
    """
    owed, enrolments = account.receivables, dict(account.enrolments)
    open_now = {invoice.number for invoice in owed.open}
    for enrolment in account.enrolments.values():
        if enrolment.invoice is not None or enrolment.is_sending:
            continue
        closed = [
            owed.invoices[number]
            for number in sorted(enrolment.known_invoices - open_now)
            if number in owed.invoices
        ]
        if closed:
            owed = owed.with_invoices(keeping_place(invoice, enrolment) for invoice in closed)
            enrolments[enrolment.id] = enrolment.without(invoice.number for invoice in closed)
    return (
        account if owed is account.receivables else replace(account, receivables=owed, enrolments=enrolments)
    )


def keeping_place(invoice: Invoice, enrolment: Enrolment) -> Invoice:
    """The invoice with its place in each plan that the enrolment led it through: one that is closed, or moves
    to another customer, keeps its place itself. A step of which a person is asked whether its mail left
    counts as handled (F3).
    """
    left, kept = enrolment, {place.plan: place for place in invoice.kept}
    if left.cycle and left.cycle.invoice == invoice.number:
        left = left.unasked()
    for place in left.places_of(invoice.number):
        before = kept.get(place.plan, KeptPlace())
        joined = place.cycle(0, "").joined(before.cycle(0, ""))
        if joined.handled:
            kept[place.plan] = KeptPlace((), place.plan, joined.handled, None, joined.earlier)
    listed = later_of(left.listings.get(invoice.number), invoice.listed, invoice)
    return replace(invoice, kept=tuple(kept[plan] for plan in sorted(kept)), listed=listed)
