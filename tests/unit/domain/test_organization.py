"""The tenant's own rules over its customers: whose plan, its switch, stale receivables, who signs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from relance.domain.bank_details import BankDetails
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


class TestWhatIsConfirmed:
    @pytest.mark.parametrize(("days", "asks"), [(0, False), (27, False), (28, True), (29, True)])
    def test_sending_that_was_off_for_a_month_is_confirmed_anew(self, days: int, asks: bool) -> None:
        off = ACME.switched(on=False, today=TODAY)
        assert off.is_to_confirm(TODAY + timedelta(days=days)) is asks

    def test_what_never_sent_is_confirmed_and_what_sends_is_not(self) -> None:
        assert Organization("acme", "Acme").is_to_confirm(TODAY)
        assert not replace(ACME, stopped_on=TODAY - timedelta(days=99)).is_to_confirm(TODAY)
        assert ACME.switched(on=True, today=TODAY) is ACME

    def test_how_to_pay_is_said_by_bank_details_or_in_words(self) -> None:
        assert not ACME.says_how_to_pay
        assert not replace(ACME, payment_details="  ").says_how_to_pay
        assert replace(ACME, payment_details="By cheque").says_how_to_pay
        assert replace(ACME, bank_details=BankDetails("FR14", "Acme")).says_how_to_pay


class TestWhoIsResponsible:
    def test_the_account_manager_else_the_administrators_who_have_not_left(self) -> None:
        admin = replace(CLAIRE, role=Role.ADMIN)
        gone = Member("gone", "Gone", "gone@acme.example", Role.ADMIN, active=False)
        acme = replace(ACME, members={"claire": admin, "paul": PAUL, "gone": gone})
        assert acme.responsible_for(Customer("C-1", "C", account_manager="paul")) == (PAUL,)
        for nobody in (None, "gone", "unknown"):
            assert acme.responsible_for(Customer("C-1", "C", account_manager=nobody)) == (admin,)


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
