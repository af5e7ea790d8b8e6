"""Every day of a replay does what its simulation announced, on ledgers made to cross the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from local.replay.ledger import Ledger
from relance.domain.decision import Finish, NothingOwed
from relance.domain.simulation import Forecast
from relance.usecases.deciding.simulate import Simulate
from tests.unit.replay.ledgers import automatic, invoice, ledger, replayed

# Due dates on a row of days, so that steps meet week-ends, one another, and the contact delay.
DUE = [f"2025-02-{day:02}" for day in range(3, 17)]


def crowded() -> Ledger:
    return ledger(
        *(
            invoice(f"F-{customer}-{nth}", due=due, customer=f"C-{customer}")
            for customer in range(8)
            for nth, due in enumerate(DUE[customer % 3 :: 3])
        ),
        paid={f"F-{customer}-1": f"2025-02-{12 + customer}" for customer in range(8)},
    )


@pytest.mark.parametrize("level", ["customer", "invoice"])
@pytest.mark.parametrize("logic", ["standard", "contextual"])
@pytest.mark.parametrize(
    "steps",
    [
        ("J+7", "J+15", "J+30"),
        ("J-7", "J+3", "J+7", "J+15", "J+20 registered_letter"),
        ("J-2", "J+1 call", "J+3"),
    ],
)
def test_a_day_does_what_its_simulation_said(level: str, logic: str, steps: tuple[str, ...]) -> None:
    found = replayed(crowded(), automatic(*steps, level=level, logic=logic))
    assert found.sent
    assert found.mismatches == []


def test_a_step_that_gives_way_on_its_own_sending_day_lets_the_next_one_take_its_turn() -> None:
    """Monday is the sending day of Saturday's step and the trigger of the following one."""
    found = replayed(crowded(), automatic("J+3", "J+5", level="invoice", logic="contextual"))
    assert found.mismatches == []


def test_to_dos_appear_in_the_morning_before_the_mails_of_the_same_customer_leave() -> None:
    found = replayed(crowded(), automatic("J+3", "J+7", "J+8 letter", level="invoice", logic="contextual"))
    assert found.to_dos > 0
    assert found.mismatches == []


def test_a_customer_of_whom_nothing_was_left_is_simulated_again_when_an_invoice_comes() -> None:
    owed = ledger(
        invoice("F-1", due="2025-02-03"),
        invoice("F-2", issued="2025-06-02", due="2025-07-02"),
        paid={"F-1": "2025-02-12"},
    )
    found = replayed(owed, automatic("J+7", "J+15"))
    assert [sent.carrying for sent in found.sent] == ["F-1", "F-2", "F-2"]
    assert found.mismatches == []


def test_days_on_which_nothing_can_happen_to_a_customer_are_not_simulated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    simulated = Simulate.run

    def counted(self: Simulate, *about: Any) -> Iterator[Forecast]:
        asked.append(about)
        return simulated(self, *about)

    monkeypatch.setattr(Simulate, "run", counted)
    owed = ledger(
        invoice("F-1", due="2025-02-03"),
        invoice("F-2", due="2026-02-03", issued="2026-02-02", customer="D"),
        paid={"F-1": "2025-02-04", "F-2": "2026-02-04"},
    )
    found = replayed(owed, automatic("J+7"))
    assert found.days > 365
    assert len(asked) < 40


def test_what_is_done_though_the_simulation_said_that_nothing_was_left_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def asleep(self: Simulate, org: str, first: date, last: date, customer: str) -> Iterator[Forecast]:
        yield Forecast(first, customer, "", Finish(NothingOwed()))

    monkeypatch.setattr(Simulate, "run", asleep)
    found = replayed(ledger(invoice("F-1", due="2025-02-03")), automatic("J+7", "J+15"))
    assert len(found.sent) == 2
    assert [(mismatch.action.step, mismatch.simulated) for mismatch in found.mismatches] == [
        ("J+7", False),
        ("J+15", False),
    ]
