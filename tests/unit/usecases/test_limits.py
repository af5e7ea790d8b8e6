"""The limits that customers and documents rely on, and what an item says by saying nothing."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from relance.domain import (
    calendar,
    consequence,
    contacts,
    handling,
    importing_instalments,
    lifecycle,
    organization,
    plan,
    plan_warning,
    postal_address,
    promising,
    quota,
)
from relance.domain.bank_details import BankDetails
from relance.domain.customer import Account, Contact
from relance.domain.cycle import Cycle, KeptPlace
from relance.domain.decision import AwaitingPerson
from relance.domain.enrolment import Enrolment
from relance.domain.hold import Hold
from relance.domain.imports import PaymentRow
from relance.domain.inbox import InboxEntry, Received
from relance.domain.late_payment import LateTerms
from relance.domain.lifecycle import StatusCode
from relance.domain.mail_address import is_ascii_domain, is_local_part
from relance.domain.money import Money, exponent
from relance.domain.note import Note
from relance.domain.organization import Member, Organization
from relance.domain.outreach import EmailEvent, EmailStatus, Outreach
from relance.domain.plan import DunningPlan, PlanStep
from relance.domain.plan_draft import PlanDraft
from relance.domain.promise import PromiseToPay
from relance.domain.promising import Offer
from relance.domain.receivables import CreditNote, Invoice, Payment, Refund, Stated
from relance.domain.sender_domain import DomainClaim
from relance.domain.template import Template
from relance.usecases.customers.take_promise import PromiseEdit
from relance.usecases.deciding import foretell, mail_simulation
from relance.usecases.importing import import_file, keep_mapping, parents
from relance.usecases.organization import manage_api_keys, manage_members, redecide, switch_sending
from relance.usecases.ports import dispatching, enrolments, files, mailing, requests
from relance.usecases.ports.audit import AuditLine
from relance.usecases.ports.callers import Person
from relance.usecases.ports.composing import Reminder, SimulationMail
from relance.usecases.ports.importing import ImportLine, Report
from relance.usecases.replies import follow_up
from relance.usecases.replies.receive_reply import Kept
from relance.usecases.sending import dispatch_due, leave


def days(many: int) -> timedelta:
    return timedelta(days=many)


def minutes(many: int) -> timedelta:
    return timedelta(minutes=many)


@pytest.mark.parametrize(
    ("limit", "promised"),
    [
        (calendar.SHORTEST_WINDOW, 15),
        (consequence.WEAK_HOLD_WORKING_DAYS, 3),
        (consequence.LONGEST_ABSENCE, days(14)),
        (contacts.MOST, 200),
        (handling.LONGEST_POSTPONEMENT, days(366)),
        (importing_instalments.MOST, 400),
        (lifecycle.MOST, 50),
        (lifecycle.TRANSFER_DAYS, 5),
        (organization.A_MONTH, days(28)),
        ((plan.DEFAULT_CONTACT_DELAY_DAYS, plan.MAX_CONTACT_DELAY_DAYS), (5, 30)),
        ((plan_warning.LEAST_DELAY_DAYS, plan_warning.VERY_LATE_DAYS), (3, 90)),
        ((postal_address.MOST_LINES, postal_address.LONGEST), (4, 100)),
        (promising.FARTHEST, days(366)),
        ((quota.UNVERIFIED.at_once, quota.UNVERIFIED.per_day), (30, 150)),
        ((quota.YOUNG.at_once, quota.YOUNG.per_day), (200, 1_000)),
        ((foretell.LONGEST_RANGE, foretell.FARTHEST), (days(31), days(92))),
        (mail_simulation.MOST_CUSTOMERS, 1_000),
        (import_file.MAX_MEGABYTES, 20),
        (keep_mapping.MOST, 50),
        (parents.MOST_LEVELS, 20),
        (manage_api_keys.MOST, 100),
        ((manage_members.MOST, manage_members.PASSWORD_LASTS), (200, days(7))),
        (redecide.AT_ONCE, 100),
        ((switch_sending.DAYS, switch_sending.MOST_CUSTOMERS), (3, 1_000)),
        (dispatching.AT_ONCE, timedelta(0)),
        (enrolments.LEASE, minutes(4)),
        (files.LINKS_LAST, minutes(15)),
        ((requests.REMEMBERED_FOR, requests.IN_PROGRESS_FOR), (days(1), minutes(1))),
        (follow_up.OWNER_REMINDED_AFTER, 2),
        (dispatch_due.KEYS_A_MESSAGE, 25),
        ((leave.UNRESOLVED_AFTER, mailing.BACK_OFF), (minutes(30), minutes(5))),
    ],
)
def test_a_limit_changes_on_purpose_alone(limit: object, promised: object) -> None:
    assert limit == promised


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (Contact, {"main": False}),
        (Account, {"version": 0}),
        (Cycle, {"asked": False}),
        (KeptPlace, {"asked": False}),
        (AwaitingPerson, {"postponed": False}),
        (Enrolment, {"cycles_begun": 0, "failures": 0, "version": 0}),
        (Hold, {"automatic_only": False}),
        (PaymentRow, {"so_far": False}),
        (Received, {"verified": False, "size": 0, "passed_on": False}),
        (InboxEntry, {"refusals": 0, "notified": False, "reminders": 0, "revision": 0}),
        (LateTerms, {"from_notice": False}),
        (Note, {"revision": 0}),
        (Member, {"active": True, "notify_replies": True, "notify_todos": True}),
        (
            Organization,
            {
                "terms_days": 30,
                "numbers_restart": False,
                "promise_grace_days": 3,
                "sender_domain_verified": False,
                "inbox": True,
                "sending": False,
                "nothing_confirmed": False,
                "match_by_domain": False,
                "undecided": 0,
                "revision": 0,
            },
        ),
        (EmailEvent, {"permanent": False}),
        (Outreach, {"automatic": True, "revision": 0}),
        (PlanStep, {"automatic": False}),
        (DunningPlan, {"min_contact_delay_days": 0, "lists_not_yet_due": False}),
        (PlanDraft, {"min_contact_delay_days": 0, "lists_not_yet_due": False, "revision": 0}),
        (PromiseToPay, {"holds": True}),
        (Offer, {"holds": True}),
        (PromiseEdit, {"withdraw": False}),
        (Stated, {"disputed": False, "void": False}),
        (Invoice, {"disputed": False, "void": False, "to_send": False}),
        (Payment, {"announced": False}),
        (Refund, {"announced": False}),
        (CreditNote, {"void": False, "announced": False}),
        (DomainClaim, {"revision": 0}),
        (Template, {"revision": 0}),
        (AuditLine, {"done": False}),
        (Person, {"waiting": False}),
        (Reminder, {"by_hand": False}),
        (SimulationMail, {"cut": False}),
        (Report, {"rows": 0, "rejected": 0, "customers": 0}),
        (ImportLine, {"rows": 0, "rejected": 0, "customers": 0}),
        (Kept, {"nobodys": False}),
    ],
)
def test_what_an_item_from_before_a_field_says_of_the_field(of: type, says: dict[str, Any]) -> None:
    """Items that were written before a field existed are read with this in its place."""
    assert {f.name: f.default for f in fields(of) if isinstance(f.default, int)} == says


def test_the_codes_of_statuses_are_those_of_the_french_rule_set() -> None:
    in_order = [code.name for code in StatusCode]
    assert in_order == [
        *("DEPOSITED", "ISSUED", "RECEIVED", "MADE_AVAILABLE", "TAKEN_IN_CHARGE", "APPROVED"),
        *("PARTLY_APPROVED", "IN_DISPUTE", "SUSPENDED", "COMPLETED", "REFUSED", "PAYMENT_SENT"),
        *("COLLECTED", "REJECTED", "INADMISSIBLE"),
    ]
    assert [int(code) for code in StatusCode] == [*range(200, 214), 501]


def test_a_later_status_of_a_mail_is_the_greater_number_and_numbers_are_stored() -> None:
    assert [int(status) for status in EmailStatus] == list(range(len(EmailStatus)))


@pytest.mark.parametrize(
    ("currencies", "decimals"),
    [
        ("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", 0),
        ("EUR USD GBP CHF", 2),
        ("BHD IQD JOD KWD LYD OMR TND", 3),
    ],
)
def test_a_currency_has_the_decimals_of_iso_4217(currencies: str, decimals: int) -> None:
    assert {exponent(currency) for currency in currencies.split()} == {decimals}


def test_the_largest_amount_has_fifteen_digits_before_its_decimals() -> None:
    assert str(Money.parse("999999999999999.99 EUR")) == "999999999999999.99 EUR"
    with pytest.raises(ValueError, match="amount"):
        Money.parse("1000000000000000.00 EUR")


def test_the_parts_of_an_address_are_as_long_as_mail_servers_take_them() -> None:
    assert (is_local_part("a" * 64), is_local_part("a" * 65)) == (True, False)
    longest = ".".join(("a" * 63, "b" * 63, "c" * 63, "d" * 61))
    assert (len(longest), is_ascii_domain(longest), is_ascii_domain(longest + "d")) == (253, True, False)


def test_an_account_number_is_written_in_groups_of_four() -> None:
    details = BankDetails("FR1420041010050500013M02606", "Acme")
    assert details.spaced_iban == "FR14 2004 1010 0505 0001 3M02 606"
