"""What the store refuses costs its own line, and none of the others of its customer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from relance.domain.customer import Account
from relance.domain.errors import Fault, Refused
from tests.unit.usecases.importing import ORG, Importing, codes, invoice_row


@pytest.fixture
def picky(acme: Importing, monkeypatch: pytest.MonkeyPatch) -> Iterator[Importing]:
    """A store that keeps no invoice whose number begins with X."""
    accounts = acme.world.house.accounts
    save = accounts.save

    def picky_save(org: str, before: Account, after: Account, *more: Any) -> None:
        if any(number.startswith("X") for number in after.receivables.invoices):
            raise Refused(Fault("customer_id_too_long", "number", {"limit": 1}))
        save(org, before, after, *more)

    monkeypatch.setattr(accounts, "save", picky_save)
    yield acme


@pytest.mark.parametrize("bad", [(1,), (0,), (9,), (2, 3, 7), tuple(range(10))])
def test_only_its_own_line_is_refused(picky: Importing, bad: tuple[int, ...]) -> None:
    rows = [invoice_row(f"{'X' if n in bad else 'F'}-{n}", line=n + 2) for n in range(10)]
    imported = picky.rows(*rows)
    assert codes(imported) == [(n + 2, "customer_id_too_long") for n in bad]
    assert imported.rows == 10 - len(bad)
    if len(bad) < 10:
        known = picky.world.house.accounts.load(ORG, "C-1").receivables.invoices
        assert sorted(known) == [f"F-{n}" for n in range(10) if n not in bad]
