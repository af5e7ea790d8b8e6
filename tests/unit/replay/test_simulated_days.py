"""Every day of a replay does what its simulation announced, on ledgers made to cross the rules."""

from __future__ import annotations

import pytest

from local.replay.ledger import Ledger
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
