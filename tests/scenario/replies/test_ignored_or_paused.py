"""The other ways out of a reply: nothing to answer, or the customer waits."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.decision import Wait
from relance.domain.errors import Refused
from relance.domain.hold import HoldKind
from relance.domain.inbox import EntryState
from tests.scenario.correspondence import Correspondence
from tests.scenario.days import ORG


def test_ignored_it_resumes_after_the_minimum_contact_delay_too(acme: Correspondence) -> None:
    entry = acme.writes_back()
    acme.on("2026-11-17")
    assert acme.ignores(entry).state is EntryState.IGNORED
    assert acme.ignores(entry).state is EntryState.IGNORED

    assert acme.todos == []
    decision = acme.why("F-1")
    assert isinstance(decision, Wait)
    acme.on("2026-11-22")
    assert acme.mailbox.count == 1
    acme.on("2026-11-23").morning()
    assert acme.mailbox.count == 2


def test_paused_the_customer_stays_paused_until_that_day(acme: Correspondence) -> None:
    entry = acme.writes_back()
    with pytest.raises(Refused) as refused:
        acme.house.handle_reply.pause(ORG, entry.id, "marie", acme.today)
    assert [fault.field for fault in refused.value.faults] == ["until"]

    acme.house.handle_reply.pause(ORG, entry.id, "marie", date(2026, 12, 1))
    acme._changed()

    (hold,) = acme.account().holds
    assert (hold.kind, hold.until) == (HoldKind.PAUSE, date(2026, 12, 1))
    assert acme.entry(entry).state is EntryState.PAUSED
    acme.on("2026-12-01").morning()
    assert acme.mailbox.count == 2
