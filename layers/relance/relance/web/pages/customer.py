"""One customer: what is owed, where it stands on the line, what happened, and what a person does about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from relance.access.mailing import sent_or_problem
from relance.contracts.api.base import path_id
from relance.contracts.api.enrolments import NewPause, PlanAssignment
from relance.contracts.api.next_mail import SendNow
from relance.contracts.api.notes import NewNote
from relance.contracts.api.promises import NewPromise
from relance.domain.customer import DEFAULT_PLAN, NO_PLAN
from relance.domain.hold import HoldKind
from relance.domain.note import Note
from relance.usecases.sending.send_next import EnrolmentRef
from relance.web.answers import Answer, See, Shown
from relance.web.forms import SHOWN_AGAIN, id_of, problem_details, read, typed
from relance.web.history import history
from relance.web.line import lines
from relance.web.owed import owed
from relance.web.pages.customers import plan_name, plan_names, standing_hold
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_EVENTS: Final = 30
_INVOICES: Final = 25
_PROMISES: Final = 10


@pages.on("GET", "/customers/<customer>", may="get_customer")
def customer(visit: Visit, customer: str) -> Answer:
    """Everything that is known of one customer, and why it is reminded or is not."""
    customer = id_of(customer)
    return _screen(visit, customer)


@pages.on("POST", "/customers/<customer>/pause", may="pause_customer")
def pause(visit: Visit, customer: str) -> Answer:
    """Until the day of the form; without one, until somebody resumes."""
    customer = id_of(customer)

    def act() -> None:
        said = read(NewPause, {"until": visit.given("until"), "reason": visit.given("reason")})
        pauses = visit.house.pause_customer
        pauses.pause(visit.tenant, customer, said.until, None, said.reason, visit.caller.id)

    return _acted(visit, customer, "pause", "customer.paused", act)


@pages.on("POST", "/customers/<customer>/resume", may="resume_customer")
def resume(visit: Visit, customer: str) -> Answer:
    customer = id_of(customer)
    visit.house.pause_customer.resume(visit.tenant, customer, None)
    return See(_address(customer), "customer.resumed")


@pages.on("POST", "/customers/<customer>/notes", may="create_note")
def add_note(visit: Visit, customer: str) -> Answer:
    customer = id_of(customer)

    def act() -> None:
        said = read(NewNote, {"text": visit.given("text")})
        visit.house.listings.customer(visit.org, customer)
        note = Note.identity(visit.now, visit.new_id("note"))
        visit.house.notes.put(Note(visit.org, customer, note, said.text, visit.caller.id, visit.now))

    return _acted(visit, customer, "note", "customer.noted", act)


@pages.on("POST", "/customers/<customer>/promises", may="create_promise")
def take_promise(visit: Visit, customer: str) -> Answer:
    """For the invoices that are ticked; for all that can be promised when none is."""
    customer = id_of(customer)

    def act() -> None:
        said = {
            "promised_for": visit.given("promised_for"),
            "invoices": tuple(map(path_id, visit.form.get("invoices", ()))),
            "hold": bool(visit.given("hold")),
        }
        offer = read(NewPromise, said).as_offer(visit.new_id("promise"))
        visit.house.take_promise.take(visit.tenant, customer, offer, visit.caller.id)

    return _acted(visit, customer, "promise", "customer.promised", act)


@pages.on("POST", "/customers/<customer>/plan", may="assign_plan")
def assign_plan(visit: Visit, customer: str) -> Answer:
    customer = id_of(customer)

    def act() -> None:
        plan = read(PlanAssignment, {"plan": visit.given("plan")}).plan
        manage = visit.house.manage_customers
        manage.update(visit.tenant, customer, lambda known: replace(known.customer, plan=plan))

    return _acted(visit, customer, "plan", "customer.assigned", act)


@pages.on("POST", "/customers/<customer>/send-next", may="send_next_mail")
def send_next(visit: Visit, customer: str) -> Answer:
    """The next mail of the plan leaves now, at most once, however often the form is sent."""
    customer = id_of(customer)

    def act() -> None:
        said = read(SendNow, {"step": visit.given("step"), "sooner": bool(visit.given("sooner"))})
        ref, by = EnrolmentRef(customer, visit.given("enrolment")), visit.caller.id
        attempt = visit.new_id("attempt")
        sends = visit.house.send_next
        sent = sends.send(visit.tenant, ref, said.step, visit.member, by, attempt, sooner=said.sooner)
        sent_or_problem(sent.result)

    return _acted(visit, customer, "send", "customer.sent", act)


@pages.on("POST", "/customers/<customer>/portal-links", may="invite_to_portal")
def invite_to_portal(visit: Visit, customer: str) -> Answer:
    """The link is shown this once: what is kept of its secret is a hash."""
    customer = id_of(customer)
    link = visit.house.open_portal.invite(visit.tenant, customer, visit.caller.id)
    url = f"{visit.site}/portal?key={link.token}"
    return _screen(visit, customer, form="portal", link=url, link_until=link.expires_at)


@pages.on("POST", "/customers/<customer>/portal-links/close", may="close_portal")
def close_portal(visit: Visit, customer: str) -> Answer:
    customer = id_of(customer)
    visit.house.open_portal.close(visit.tenant, customer)
    return See(_address(customer), "customer.portal_closed")


def _acted(visit: Visit, customer: str, form: str, said: str, act: Callable[[], None]) -> Answer:
    """Does it and shows the customer again; what is refused comes back with all that was typed."""
    try:
        act()
    except SHOWN_AGAIN as error:
        shown = _screen(visit, customer, problem=problem_details(visit, error), form=form)
        return Shown(shown.template, shown.values, 422)
    return See(_address(customer), said)


def _address(customer: str) -> str:
    return f"/customers/{path_id(customer)}"


def _screen(visit: Visit, customer: str, **more: object) -> Shown:
    house = visit.house
    known = house.explain_customer.of_customer(visit.tenant, customer, visit.now)
    account, today = known.account, known.today
    says = tuple(house.explain(one.decision, today, visit.language, visit.members) for one in known.present)
    before = visit.cursors("customer", customer=customer)
    since = before.read(visit.query.get("before"))
    events = house.read_timeline.run(visit.org, account.customer, _EVENTS, since)
    names = plan_names(visit)
    hold = standing_hold(visit, account)
    shown: dict[str, object] = {
        "account": account,
        "address": _address(customer),
        "owed": owed(account, today),
        "plan": plan_name(visit, account, names),
        "plans": [(DEFAULT_PLAN, ""), (NO_PLAN, ""), *_offered(visit, names)],
        "manager": visit.members.get(account.customer.account_manager or "", ""),
        "hold": hold,
        "is_paused": any(one.kind is HoldKind.PAUSE and one.invoice is None for one in account.holds),
        "lines": lines(visit.tenant, account, known.present, today, says),
        "announced": [house.explain_announced(one, visit.language) for one in known.announced],
        "history": history(visit, events.lines),
        "earlier": before.sign(events.after),
        "invoices": account.receivables.open[:_INVOICES],
        "statuses": {i.number: account.receivables.status(i, today) for i in account.receivables.open},
        "promises": house.listings.promises_of(visit.org, customer, _PROMISES).lines,
        "notes": house.notes.of_customer(visit.org, customer, _PROMISES).lines,
        "problem": None,
        "form": "",
        "link": "",
        "typed": typed(visit),
    }
    return Shown("customer.html", shown | more)


def _offered(visit: Visit, names: dict[str, str]) -> Sequence[tuple[str, str]]:
    return [(plan, names.get(plan, plan)) for plan in visit.organization.offered_plans]
