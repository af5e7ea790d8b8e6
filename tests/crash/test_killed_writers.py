"""A worker dies before and after every port call of each use case that writes; run again, all ends as if
nothing had happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from relance.domain.customer import NO_PLAN, Account
from relance.domain.erasure import SETTLED_AFTER
from relance.domain.errors import NotFound, Refused
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow
from relance.domain.money import Money
from relance.domain.organization import Member, Role
from relance.domain.plan import DunningPlan, Level
from tests.crash.taps import TAPPED, Killed, Moment, Tap, Tapped
from tests.scenario.correspondence import Correspondence
from tests.scenario.days import ORG
from tests.scenario.steps import email

# Beside the ports of the sending protocol, those of the organization's own settings and of its people.
_ALL = (*TAPPED, "organizations", "plans", "people", "drafts", "listings", "redecide", "erasures", "notes")
_CUSTOMERS = ("C1", "C2", "C3")
_PAUL = Member("paul", "Paul Langevin", "paul@acme.example", Role.ADMIN)

type Work = Callable[[Correspondence], object]


def owing() -> Correspondence:
    """Three customers on a plan; the first was reminded, and has written back."""
    acme = Correspondence("2026-11-08")
    acme.plan(email("J+7"), email("J+30"), min_contact_delay=5)
    for number, customer in enumerate(_CUSTOMERS, 1):
        acme.invoice(f"F-{number}", due="2026-11-02", amount="10.00 EUR", customer=customer)
    acme.on("2026-11-09").morning()
    acme.writes_back()
    return acme


def imports(acme: Correspondence) -> None:
    ten, due = Money(10_00, "EUR"), acme.today
    rows = [
        InvoiceRow(n, f"G-{n}", customer, due, ten, due_date=due, email=f"{customer}@new.example".lower())
        for n, customer in enumerate((*_CUSTOMERS, "C4"), 1)
    ]
    acme.house.import_rows.run(acme.tenant, [*rows, ContactRow(9, "C1", name="Zoé", email="zoe@c.example")])


def payments(acme: Correspondence) -> None:
    ten = Money(10_00, "EUR")
    rows = [PaymentRow(n, acme.today, ten, invoice_number=f"F-{n}", reference=f"VIR{n}") for n in (1, 2, 3)]
    acme.house.import_rows.run(acme.tenant, rows)


def publishes(acme: Correspondence) -> None:
    """A version of the plan that moves everybody to the level of invoices."""
    steps = (email("J+7"), email("J+14"))
    acme.house.run_organization.publish(
        ORG, DunningPlan("plan", _next_version(acme), "Plan", steps, Level.INVOICE)
    )


def _next_version(acme: Correspondence) -> int:
    """Of those in force; a version that was written and never came into force is passed over."""
    version = acme.house.organizations.get(ORG).plans["plan"] + 1
    while True:
        try:
            acme.house.plans.get(ORG, "plan", version)
        except LookupError:
            return version
        version += 1


def redecides(acme: Correspondence) -> None:
    organization = acme.house.organizations.get(ORG)
    if organization.default_plan is not None:
        acme.house.organizations.save(replace(organization, default_plan=None))
    acme.house.run_organization.decide_all(ORG)


def switches_off(acme: Correspondence) -> None:
    acme.house.change_account.run(
        acme.tenant, "C1", lambda a: replace(a, customer=replace(a.customer, plan=NO_PLAN))
    )


def moves(acme: Correspondence) -> None:
    """Done already, it is refused."""
    with suppress(Refused):
        acme.house.move_invoice.run(acme.tenant, "F-3", "C2")


def merges(acme: Correspondence) -> None:
    """As somebody confirmed it who saw what would come of it before anything died."""
    acme.house.merge_customers.run(acme.tenant, "C1", "C2", seen(acme))


def seen(acme: Correspondence) -> str | None:
    with suppress(Refused):
        return acme.house.merge_customers.look(acme.tenant, "C1", "C2").confirm
    return None


def erases(acme: Correspondence) -> None:
    """To the end: the account, and an hour later what turned up since. Asked for again, nobody is there."""
    with suppress(NotFound):
        acme.house.erase_customer.begin(acme.tenant, "C1")
    for _ in range(2):
        acme.house.erase_customer.take_up()
        acme.clock.forward(SETTLED_AFTER)
    acme.house.erase_customer.take_up()
    assert not list(acme.house.erasures.unfinished())


def invites(acme: Correspondence) -> None:
    acme.house.manage_members.invite(ORG, _PAUL)


def removes(acme: Correspondence) -> None:
    acme.house.manage_members.remove(ORG, "paul", lambda _: None)


def with_paul() -> Correspondence:
    acme = owing()
    invites(acme)
    return acme


def ignores(acme: Correspondence) -> None:
    (entry,) = acme.house.inbox.of_customer(ORG, "C1")
    acme.house.handle_reply.ignore(ORG, entry.id, "marie")


def killed(acme: Correspondence, work: Work, moment: Moment | None) -> Tap:
    """The work, dying at that moment; and what calls it made."""
    tap, whole = Tap(kill_at=moment), acme.house
    ports: dict[str, Any] = {name: Tapped(getattr(whole, name), name, tap) for name in _ALL}
    acme.house = whole.but(**ports)
    try:
        work(acme)
    except Killed:
        pass
    finally:
        acme.house = whole
    return tap


def state(acme: Correspondence) -> dict[str, object]:
    """All that a person could see; versions apart, which count writes."""
    house = acme.house
    organization = house.organizations.get(ORG)
    accounts: dict[str, object] = {
        customer: _bare(house.accounts.load(ORG, customer, ("everything",)))
        for customer in house.accounts.customers(ORG)
    }
    return {
        **accounts,
        "members": {
            m.id: (m.name, m.email, m.role, m.active, bool(m.subject)) for m in organization.members.values()
        },
        "plan": house.plans.get(ORG, "plan", organization.plans["plan"]).steps,
        "default": organization.default_plan,
        "sent": [outreach.ref.name for outreach in house.outreaches.of_customer(ORG, "C1", 9)],
        "inbox": [(entry.id, entry.state) for entry in house.inbox.of_customer(ORG, "C1")],
    }


def _bare(account: Account) -> Account:
    return replace(
        account,
        version=0,
        receivables=replace(
            account.receivables, credits=tuple(sorted(account.receivables.credits, key=repr))
        ),
        enrolments={k: replace(e, version=0, plan_version=0) for k, e in account.enrolments.items()},
    )


@pytest.mark.parametrize(
    ("start", "work"),
    [
        (owing, imports),
        (owing, payments),
        (owing, publishes),
        (owing, redecides),
        (owing, switches_off),
        (owing, moves),
        (owing, merges),
        (owing, erases),
        (owing, invites),
        (with_paul, removes),
        (owing, ignores),
    ],
)
def test_a_writer_killed_anywhere_and_run_again_ends_as_if_it_had_not_been(
    tally: Counter[str], start: Callable[[], Correspondence], work: Work
) -> None:
    clean = start()
    calls = killed(clean, work, None).calls
    assert any(call.endswith((".save", ".save_together", ".update", ".invite", ".publish")) for call in calls)
    wanted = state(clean)
    assert wanted != state(start())
    for call in range(len(calls)):
        for after in (False, True):
            acme, moment = start(), Moment(call, after)
            killed(acme, work, moment)
            work(acme)
            assert state(acme) == wanted, (moment, calls[call])
            tally["deaths of other writers"] += 1


@pytest.mark.parametrize("work", [imports, payments, publishes, redecides, moves, merges])
def test_run_twice_a_writer_changes_nothing_the_second_time(work: Work) -> None:
    acme = owing()
    work(acme)
    once = state(acme)
    work(acme)
    assert state(acme) == once
