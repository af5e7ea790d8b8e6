"""Receivables, plans and accounts as tests write them: `invoice("F-1", due="2026-03-31")`, `email(+7)`.

Days are ISO texts, amounts `"120.00 EUR"`. What a test does not say is unremarkable: one customer, an
address that works, a calendar without a closed day, enrolled long ago.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from relance.domain.calendar import SendingCalendar, SendingWindow
from relance.domain.customer import Account, Contact, Customer
from relance.domain.decision import Decision, Due, Finish
from relance.domain.engine import decide
from relance.domain.enrolling import enrolled
from relance.domain.enrolment import Enrolment
from relance.domain.hold import Hold, HoldKind
from relance.domain.money import Money
from relance.domain.plan import (
    CountsFrom,
    DunningPlan,
    Level,
    Logic,
    Message,
    PlanStep,
    StepKind,
    Succession,
)
from relance.domain.receivables import Allocation, Credit, CreditNote, Invoice, Payment, Receivables

ORG = "acme"
LONG_AGO = date(2026, 1, 1)
PARIS = ZoneInfo("Europe/Paris")
EVERY_DAY = SendingCalendar(PARIS, SendingWindow(days=frozenset(range(7))))
WEEKDAYS = SendingCalendar(PARIS)


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    """`at("2026-03-31 08:00")`, on the clocks of `zone`."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def money(text: str) -> Money:
    return Money.parse(text)


# --- receivables ---


def invoice(
    number: str = "F-1",
    due: str = "2026-03-31",
    amount: str = "1000.00 EUR",
    *,
    issued: str | None = None,
    settled: str | None = None,
    disputed: bool = False,
    void: bool = False,
    to_send: bool = False,
    contact: str | None = None,
    document: str = "",
) -> Invoice:
    return Invoice(
        number=number,
        issue_date=day(issued) if issued else min(day(due), LONG_AGO),
        due_date=day(due),
        total=money(amount),
        settled=money(settled) if settled else None,
        disputed=disputed,
        void=void,
        to_send=to_send,
        contact=contact,
        document=document,
    )


def payment(
    amount: str,
    *,
    of: str | None = None,
    id: str = "P-1",
    reversed_on: str | None = None,
    on: str | None = None,
) -> Payment:
    """Of one invoice, wholly applied to it; without `of`, on account."""
    received = money(amount)
    parts = (Allocation(of, received),) if of else ()
    received_on = day(on) if on else LONG_AGO
    return Payment(id, received_on, received, parts, day(reversed_on) if reversed_on else None)


def credit_note(
    amount: str, *, of: str | None = None, number: str = "A-1", void: bool = False, on: str | None = None
) -> CreditNote:
    given, issued = money(amount), day(on) if on else LONG_AGO
    return CreditNote(number, issued, given, (Allocation(of, given),) if of else (), void)


def receivables(*parts: Invoice | Credit) -> Receivables:
    invoices = [part for part in parts if isinstance(part, Invoice)]
    credits = tuple(part for part in parts if not isinstance(part, Invoice))
    return Receivables({i.number: i for i in invoices}, credits)


# --- plans: a step is called after its kind and offset, "email+7" ---


def issued(step: PlanStep) -> PlanStep:
    """The step, counting from the issue date."""
    return replace(step, id=f"issue {step.id}", counts_from=CountsFrom.ISSUE_DATE)


def _step(kind: StepKind, offset: int, automatic: bool, id: str | None, automated_on: str | None) -> PlanStep:
    return PlanStep(
        id=id or f"{kind}{offset:+}",
        kind=kind,
        offset_days=offset,
        automatic=automatic,
        messages={"en": Message("Reminder", "Please pay.")} if kind is not StepKind.CALL else {},
        automated_on=day(automated_on) if automated_on else None,
    )


def email(offset: int, *, id: str | None = None, automated_on: str | None = None) -> PlanStep:
    """An e-mail that leaves by itself."""
    return _step(StepKind.EMAIL, offset, True, id, automated_on)


def manual_email(offset: int, *, id: str | None = None) -> PlanStep:
    return _step(StepKind.EMAIL, offset, False, id, None)


def call(offset: int, *, id: str | None = None) -> PlanStep:
    return _step(StepKind.CALL, offset, False, id, None)


def letter(offset: int, *, id: str | None = None) -> PlanStep:
    return _step(StepKind.LETTER, offset, False, id, None)


def plan(
    *steps: PlanStep,
    id: str = "plan",
    version: int = 1,
    level: Level = Level.CUSTOMER,
    logic: Logic = Logic.STANDARD,
    delay: int = 0,
    succession: Succession = Succession.RESTART,
) -> DunningPlan:
    return DunningPlan(id, version, "Plan", steps, level, logic, delay, succession)


def continuing(
    *steps: PlanStep, id: str = "plan", logic: Logic = Logic.STANDARD, delay: int = 0
) -> DunningPlan:
    return plan(*steps, id=id, logic=logic, delay=delay, succession=Succession.CONTINUE)


def contextual(*steps: PlanStep, version: int = 1, delay: int = 0) -> DunningPlan:
    return plan(*steps, version=version, logic=Logic.CONTEXTUAL, delay=delay)


def per_invoice(*steps: PlanStep, version: int = 1, delay: int = 0) -> DunningPlan:
    return plan(*steps, version=version, level=Level.INVOICE, delay=delay)


# --- holds ---


def pause(until: str | None = None, *, of: str | None = None, id: str = "pause") -> Hold:
    return Hold(id, HoldKind.PAUSE, LONG_AGO, day(until) if until else None, of)


def reply_hold(id: str = "reply") -> Hold:
    return Hold(id, HoldKind.REPLY, LONG_AGO)


STALE = Hold("data_stale", HoldKind.DATA_STALE, LONG_AGO, automatic_only=True)
SWITCHED_OFF = Hold("org_switch", HoldKind.ORG_SWITCH, LONG_AGO)


# --- accounts ---

WORKING_ADDRESS = Contact("contact", "Zoe", "zoe@customer.example", main=True)
ALICE = Contact("alice", "Alice", "alice@customer.example")
BOB = Contact("bob", "Bob", "bob@customer.example")


def account(
    *parts: Invoice | Credit | Hold,
    contacts: tuple[Contact, ...] = (WORKING_ADDRESS,),
    org_holds: tuple[Hold, ...] = (),
    contacted_on: str | None = None,
) -> Account:
    holds = tuple(part for part in parts if isinstance(part, Hold))
    owed = receivables(*(part for part in parts if not isinstance(part, Hold)))
    customer = Customer("C-1", "Customer", contacted_on=day(contacted_on) if contacted_on else None)
    return Account(customer, contacts, owed, holds, org_holds)


def sole_enrolment(of: Account) -> Enrolment:
    (enrolment,) = of.enrolments.values()
    return enrolment


def decided(
    on: str,
    of: Account,
    by: DunningPlan,
    *,
    calendar: SendingCalendar = EVERY_DAY,
    enrolled_on: str = "2026-01-01",
) -> Decision:
    """What is decided on a day about an account that has one enrolment, or gets it as on `enrolled_on`."""
    of = enrolled(of, by, ORG, day(enrolled_on))
    return decide(of, sole_enrolment(of), by, calendar, day(on))


def due(decision: Decision) -> Due:
    """The step that a decision speaks of, with its cycle and its invoices."""
    assert not isinstance(decision, Finish), decision
    assert decision.due, decision
    return decision.due
