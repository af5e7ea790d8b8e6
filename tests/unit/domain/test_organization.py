"""The tenant's own rules over its customers: whose plan, its switch, stale receivables, who signs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.customer import DEFAULT_PLAN, NO_PLAN, Customer
from relance.domain.decision import Finish, RemindersOff
from relance.domain.hold import HoldKind
from relance.domain.mail_address import Address
from relance.domain.organization import Member, Organization, Role
from relance.domain.sender import from_address, sender_of
from tests.builders import account, day, decided, email, invoice, plan

CLAIRE = Member("claire", "Claire Morel", "claire@acme.example")
PAUL = Member("paul", "Paul", "paul@acme.example")
ACME = Organization(
    "acme", "Acme", default_plan="general", sending=True, members={"claire": CLAIRE, "paul": PAUL}
)
TODAY = day("2026-04-10")


def holds(organization: Organization) -> list[HoldKind]:
    return [hold.kind for hold in organization.over(account(), TODAY).all_holds]


class TestWhichPlan:
    @pytest.mark.parametrize(
        ("own", "followed"), [(DEFAULT_PLAN, "general"), ("special", "special"), (NO_PLAN, NO_PLAN)]
    )
    def test_a_customer_follows_its_own_the_general_one_or_none(self, own: str, followed: str) -> None:
        assert ACME.plan_of(Customer("C-1", "Customer", plan=own)) == followed

    def test_no_automatic_reminders_stops_everything(self) -> None:
        of = account(invoice())
        of = replace(of, customer=replace(of.customer, plan=NO_PLAN))
        assert decided("2026-04-10", of, plan(email(0))) == Finish(RemindersOff())


class TestItsHolds:
    def test_an_organization_begins_switched_off(self) -> None:
        assert holds(Organization("acme", "Acme")) == [HoldKind.ORG_SWITCH]
        assert holds(ACME) == []

    def test_switched_on_again_nothing_of_the_hold_is_left(self) -> None:
        off = replace(ACME, sending=False).over(account(), TODAY)
        assert ACME.over(off, TODAY).all_holds == ()

    @pytest.mark.parametrize(
        ("imported_on", "kinds"),
        [("2026-04-07", []), ("2026-04-06", [HoldKind.DATA_STALE]), ("2025-01-01", [HoldKind.DATA_STALE])],
    )
    def test_receivables_are_stale_when_older_than_so_many_days(
        self, imported_on: str, kinds: list[HoldKind]
    ) -> None:
        assert holds(replace(ACME, stale_after_days=3, imported_on=day(imported_on))) == kinds

    def test_they_are_never_stale_without_a_limit_or_an_import(self) -> None:
        assert holds(replace(ACME, imported_on=day("2020-01-01"))) == []
        assert holds(replace(ACME, stale_after_days=0)) == []


class TestWhoSigns:
    OF = replace(account(), customer=Customer("C-1", "Customer", account_manager="paul"))

    def test_the_chosen_member_or_the_account_manager(self) -> None:
        assert sender_of(email(0), self.OF, ACME) == PAUL
        assert sender_of(replace(email(0), sender="claire"), self.OF, ACME) == CLAIRE

    def test_somebody_always_does(self) -> None:
        assert sender_of(email(0), account(), ACME) == CLAIRE
        assert sender_of(replace(email(0), sender="gone"), self.OF, ACME) == CLAIRE

    def test_who_left_signs_no_more_an_administrator_does(self) -> None:
        left, admin = replace(CLAIRE, active=False), replace(PAUL, id="ada", role=Role.ADMIN)
        acme = replace(ACME, members={"claire": left, "paul": PAUL, "ada": admin})
        assert sender_of(replace(email(0), sender="claire"), self.OF, acme) == admin
        assert sender_of(email(0), self.OF, replace(acme, members={"claire": left, "ada": admin})) == admin
        assert acme.active_member("claire") is None

    def test_from_their_own_address_once_the_domain_is_verified(self) -> None:
        verified = replace(ACME, sender_domain="acme.example", sender_domain_verified=True)
        assert from_address(CLAIRE, verified, "mail@platform.example") == Address(
            CLAIRE.email, name="Claire Morel"
        )
        assert from_address(CLAIRE, ACME, "mail@platform.example") == Address(
            "mail@platform.example", name="Claire Morel (Acme)"
        )

    def test_from_the_platforms_when_their_own_is_elsewhere(self) -> None:
        """What others have verified may be sent from as well: it is theirs alone."""
        verified = replace(ACME, sender_domain="acme.example", sender_domain_verified=True)
        for elsewhere in ("claire@gmail.com", "claire@notacme.example", "claire@example", "acme.example"):
            of_hers = replace(CLAIRE, email=elsewhere)
            assert from_address(of_hers, verified, "mail@platform.example").email == "mail@platform.example"
        below = replace(CLAIRE, email="claire@Paris.ACME.example")
        assert from_address(below, verified, "mail@platform.example").email == below.email

    def test_initials_are_of_the_first_three_words(self) -> None:
        assert Member("x", "anne marie van den berg", "x@acme.example").initials == "AMV"


def test_the_language_is_the_first_that_is_known() -> None:
    assert ACME.language_of(None, "de", "en") == "de"
    assert ACME.language_of(None) == "fr"
