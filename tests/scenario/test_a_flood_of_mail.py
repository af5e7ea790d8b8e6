"""A thousand mails in a minute: all in the inbox, none twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from relance.domain.enrolment import Enrolment
from relance.domain.inbox import EntryState, Receipt
from relance.domain.task import TaskKind
from tests.scenario.correspondence import VERIFIED, Correspondence
from tests.scenario.days import ORG

_CUSTOMERS = 250


def test_a_thousand_mails_in_a_minute_each_told_twice_are_all_there_once() -> None:
    acme = Correspondence()
    for number in range(_CUSTOMERS):
        acme.contact(f"c{number}@client.example", f"C{number}")
    receipts = []
    for number in range(1_000):
        customer = f"C{number % _CUSTOMERS}"
        address = acme.house.replies().of(ORG, Enrolment.identity(ORG, customer, None))
        at = acme.clock.now() + timedelta(milliseconds=60 * number)
        receipts.append(Receipt(f"ses-{number}", at, (address,), VERIFIED))
        acme.world.mails.came[f"ses-{number}"] = acme.letter(f"Mail {number}").as_bytes()

    # Out of order, and each once more, as machines do that are told at least once.
    for receipt in (*reversed(receipts), *receipts):
        acme.house.receive_reply.run(receipt)

    entries = list(acme.house.inbox.in_month(ORG, acme.clock.now()))
    texts = Counter(acme.entry(entry).received.visible for entry in entries)
    assert texts == Counter(f"Mail {number}" for number in range(1_000))
    assert Counter(entry.state for entry in entries) == {
        EntryState.PENDING: _CUSTOMERS,
        EntryState.SUPERSEDED: 1_000 - _CUSTOMERS,
    }
    assert Counter(acme.todo_kinds) == {TaskKind.REPLY: _CUSTOMERS}
