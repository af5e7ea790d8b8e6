"""Who is responsible is told of a reply once, and reminded of one that waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.inbox import EntryState, Receipt
from relance.domain.organization import Member, Role
from relance.domain.task import TaskKind
from relance.usecases.ports.mailing import Throttled
from relance.usecases.replies.notify_member import NotNotified
from tests.scenario.correspondence import VERIFIED, Correspondence
from tests.scenario.days import ORG
from tests.scenario.steps import email


def test_telling_people_is_tried_again_and_the_plan_held_all_the_same(acme: Correspondence) -> None:
    receipt = Receipt("ses-9", acme.clock.now(), (acme.reply_address,), VERIFIED)
    acme.world.mails.came[receipt.id] = acme.letter().as_bytes()
    acme.world.notifier.answer = lambda: Throttled("slow down")
    with pytest.raises(NotNotified):
        acme.told(receipt)
    assert acme.todo_kinds == [TaskKind.REPLY]
    assert acme.account().holds

    acme.world.notifier.answer = None
    acme.told(receipt)
    acme.told(receipt)
    assert acme.notices == ["marie@acme.example"]


def test_who_does_not_wish_to_be_told_is_not(acme: Correspondence) -> None:
    member = acme.house.organizations.get(ORG).members["marie"]
    acme.settings(members={"marie": replace(member, notify_replies=False)})
    acme.writes_back()

    assert (acme.notices, acme.todo_kinds) == ([], [TaskKind.REPLY])


def test_an_ageing_reply_reminds_its_owner_and_then_an_admin() -> None:
    paul = Member("paul", "Paul", "paul@acme.example")
    marie = Member("marie", "Marie", "marie@acme.example", Role.ADMIN)
    acme = Correspondence(members={"paul": paul, "marie": marie})
    acme.plan(email("J+7"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme._change(lambda a: replace(a, customer=replace(a.customer, account_manager="paul")))
    acme.on("2026-11-12").morning()
    entry = acme.writes_back()
    assert acme.notices == ["paul@acme.example"]

    for day, told in (
        ("2026-11-13", 1),
        ("2026-11-16", 2),
        ("2026-11-17", 2),
        ("2026-11-18", 3),
        ("2026-11-30", 3),
    ):
        acme.on(day)
        acme.reminded()
        acme.reminded()
        assert len(acme.notices) == told, day
    assert acme.notices[1:] == ["paul@acme.example", "marie@acme.example"]
    assert acme.entry(entry).state is EntryState.PENDING
