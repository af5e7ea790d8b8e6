"""Settings, published plans, and how far the schedule has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from relance.domain.bank_details import BankDetails
from relance.domain.calendar import SendingWindow
from relance.domain.errors import Conflict, NotFound
from relance.domain.organization import Member, Organization, Role
from relance.domain.plan import DunningPlan, Level, Logic, Message, PlanStep, StepKind
from relance.house import House
from tests.contract.accounts import ODD_IDS


def full_organization(org: str) -> Organization:
    return Organization(
        id=org,
        name="Société d'Été",
        zone="Pacific/Kiritimati",
        language="en",
        currency="TND",
        window=SendingWindow(frozenset({0, 6}), time(23, 30), 15),
        holidays="FR-57",
        blackout=frozenset({date(2026, 12, 24), date(2026, 12, 31)}),
        default_plan="plan",
        plans={"plan": 3, "other": 1},
        terms_days=0,
        sender_domain_verified=True,
        sending=True,
        stopped_on=date(2026, 11, 1),
        stale_after_days=7,
        undecided=4,
        imported_on=date(2026, 11, 2),
        payment_details="IBAN FR76\nBIC X",
        bank_details=BankDetails("FR1420041010050500013M02606", "Acme", "PSSTFRPPPAR", "#REF#"),
        members={"m-1": Member("m-1", "Zoé", "z@acme.example", Role.ADMIN, "+33 1", "Zoé\nAcme")},
    )


def full_plan(version: int = 1) -> DunningPlan:
    return DunningPlan(
        "plan",
        version,
        "Relances d'été",
        (
            PlanStep("a", StepKind.EMAIL, -7, True, {"fr": Message("Sujet", "Mot"), "en": Message("S", "")}),
            PlanStep("b", StepKind.CALL, 0, owner="m-1"),
            PlanStep("c", StepKind.EMAIL, 7, True, {"fr": Message("é", "ü")}, "m-1", "m-1", ("x@y.example",)),
            PlanStep("d", StepKind.REGISTERED_LETTER, 30, automated_on=date(2026, 11, 2)),
        ),
        Level.INVOICE,
        Logic.CONTEXTUAL,
        5,
    )


def test_organizations_whose_customers_are_to_be_decided_are_found(house: House, org: str) -> None:
    house.organizations.save(Organization(org, "Acme").to_decide())
    assert org in house.organizations.undecided()
    house.organizations.save(replace(house.organizations.get(org), undecided=0))
    assert org not in house.organizations.undecided()


def test_an_organization_is_read_as_it_was_saved(house: House, org: str) -> None:
    house.organizations.save(full_organization(org))

    assert house.organizations.get(org) == replace(full_organization(org), revision=1)


def test_of_two_changes_of_an_organization_read_once_the_second_conflicts(house: House, org: str) -> None:
    house.organizations.save(Organization(org, "Acme"))
    read = house.organizations.get(org)
    house.organizations.save(replace(read, sending=True))

    for stale in (replace(read, name="Other"), Organization(org, "Another")):
        with pytest.raises(Conflict):
            house.organizations.save(stale)
    assert house.organizations.get(org) == Organization(org, "Acme", sending=True, revision=2)


def test_an_organization_nobody_saved_is_not_found(house: House, org: str) -> None:
    with pytest.raises(NotFound):
        house.organizations.get(org)


def test_a_plan_is_read_as_it_was_published(house: House, org: str) -> None:
    house.plans.publish(org, full_plan())

    assert house.plans.get(org, "plan", 1) == full_plan()


def test_an_empty_plan_may_be_published(house: House, org: str) -> None:
    empty = DunningPlan("empty", 1, "", ())
    house.plans.publish(org, empty)

    assert house.plans.get(org, "empty", 1) == empty


def test_a_published_version_never_changes(house: House, org: str) -> None:
    house.plans.publish(org, full_plan())

    with pytest.raises(Conflict):
        house.plans.publish(org, replace(full_plan(), name="Other"))
    house.plans.publish(org, full_plan(2))
    assert (house.plans.get(org, "plan", 1), house.plans.get(org, "plan", 2)) == (full_plan(), full_plan(2))


def test_plans_nobody_published_are_not_found(house: House, org: str) -> None:
    house.plans.publish(org, full_plan())

    for other_org, plan, version in ((org, "plan", 2), (org, "pla", 1), (f"{org}x", "plan", 1)):
        with pytest.raises(NotFound):
            house.plans.get(other_org, plan, version)


@pytest.mark.parametrize("odd", ODD_IDS)
def test_plans_and_their_steps_may_be_called_anything(house: House, org: str, odd: str) -> None:
    plan = DunningPlan(odd, 1, odd, (PlanStep(odd, StepKind.CALL, 7),))
    house.plans.publish(org, plan)

    assert house.plans.get(org, odd, 1) == plan


def test_the_watermark_is_read_as_it_was_written(house: House, now: datetime) -> None:
    for reached in (now, now.replace(microsecond=1), now - timedelta(days=3)):
        house.watermark.write(reached)

        assert house.watermark.read() == reached
