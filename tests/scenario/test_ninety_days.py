"""A customer's ninety days, day by day."""

from __future__ import annotations

from relance.domain.decision import Finish, NothingOwed
from relance.domain.task import TaskKind
from tests.scenario.steps import email, registered_letter
from tests.scenario.story import Story


def test_a_customers_ninety_days(acme: Story) -> None:
    acme.plan(email("J-7"), email("J+7"), email("J+15"), registered_letter("J+30"), min_contact_delay=5)
    acme.invoice("F-1", due="2026-11-02", amount="1200.00 EUR")

    acme.on("2026-10-26").morning()
    assert acme.mailbox.subjects == ["F-1 : rappel J-7"]

    acme.on("2026-11-09").morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+7"]

    acme.invoice("F-2", due="2026-11-12", amount="300.00 EUR")
    acme.on("2026-11-17").morning()
    assert acme.mailbox.subjects[2:] == ["F-1, F-2 : rappel J+15"]

    acme.on("2026-12-03")
    (letter,) = acme.todos
    assert (letter.kind, letter.step, letter.due_on.isoformat()) == (TaskKind.LETTER, "J+30", "2026-12-02")
    acme.done(letter)

    acme.on("2026-12-04")
    acme.paid("F-1")
    # F-2 carries now: 22 days late, it enters at the first step, five days after the letter.
    acme.on("2026-12-08").morning()
    assert acme.mailbox.subjects[3:] == ["F-2 : rappel J+7"]

    acme.on("2026-12-10")
    acme.paid("F-2")
    assert acme.why("F-2") == Finish(NothingOwed())
    acme.on("2027-01-04")
    assert acme.mailbox.count == 4
    assert acme.todos == []
