"""Ageing, days of sales outstanding, and figures that follow every change of an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from relance.domain.ageing import ageing_of, countback
from relance.domain.customer import Account, Customer
from relance.domain.figures import MONTHS_KEPT, CustomerFigures, InCurrency, Month, figures_after, figures_of
from relance.domain.money import Money
from relance.domain.promise import PromiseState, PromiseToPay
from relance.domain.receivables import Allocation, CreditNote, Invoice, Payment, Receivables
from relance.domain.working_set import WorkingSet
from relance.store.memory import MemoryAccounts

TODAY = date(2026, 11, 12)
NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)
EUR = partial(Money, currency="EUR")


def customer(owed: dict[date, int], months: dict[str, Month] | None = None) -> CustomerFigures:
    return CustomerFigures("C-1", "Zoé", currencies={"EUR": InCurrency(owed=owed, months=months or {})})


class TestAgeing:
    def test_what_is_due_today_is_not_late_and_a_band_ends_with_its_last_day(self) -> None:
        days = {0: 1, 1: 10, 30: 100, 31: 1_000, 60: 10_000, 61: 100_000, 5_000: 1_000_000, -3: 7}
        owed = {date.fromordinal(TODAY.toordinal() - late): minor for late, minor in days.items()}

        (of,) = ageing_of([customer(owed)], (30, 60), TODAY)

        shown = [(band.first, band.last, band.minor) for band in of.bands]
        assert shown == [(None, 0, 8), (1, 30, 110), (31, 60, 11_000), (61, None, 1_100_000)]
        assert of.late == 1_111_110

    def test_currencies_are_never_added(self) -> None:
        two = CustomerFigures(
            "C-1", "Zoé", currencies={"USD": InCurrency({TODAY: 5}), "EUR": InCurrency({TODAY: 7})}
        )

        assert [(of.currency, of.outstanding) for of in ageing_of([two], (30,), TODAY)] == [
            ("EUR", 7),
            ("USD", 5),
        ]

    def test_habits_are_weighed_by_amount(self) -> None:
        months = {"2026-10": Month(paid=300_00, paid_days=100_00 * 40 + 200_00 * 10, kept=2, broken=1)}

        (of,) = ageing_of([customer({}, months)], (30,), TODAY)

        assert (of.days_late, of.promises_kept, of.promises_broken) == (20, 2, 1)

    def test_a_year_ago_is_no_habit(self) -> None:
        (of,) = ageing_of([customer({}, {"2025-11": Month(paid=1, paid_days=90)})], (30,), TODAY)

        assert (of.days_late, len(of.months)) == (None, 12)


@pytest.mark.parametrize(
    ("owed", "invoiced", "days"),
    [
        (0, {}, 0),
        (-5, {}, 0),
        (100, {"2026-11": 100}, 12),
        (50, {"2026-11": 100}, 6),
        (150, {"2026-11": 100, "2026-10": 100}, 12 + 16),
        (100, {"2026-09": 100}, 12 + 31 + 30),
        (100, {"2026-11": 99}, None),
        (100, {"2026-12": 100}, None),
    ],
)
def test_countback(owed: int, invoiced: dict[str, int], days: int | None) -> None:
    assert countback(owed, {(month, "invoiced"): minor for month, minor in invoiced.items()}, TODAY) == days


def test_the_latest_months_are_kept_and_what_was_left_out_never_comes_back() -> None:
    invoices = {
        f"F-{n}": Invoice(f"F-{n}", date(2020 + n // 12, n % 12 + 1, 1), TODAY, EUR(100))
        for n in range(MONTHS_KEPT + 5)
    }
    full = Account(Customer("C-1", "Zoé"), receivables=Receivables(invoices))
    known = figures_of(full)
    assert len(known.currencies["EUR"].months) == MONTHS_KEPT
    voided = {**invoices, "F-0": replace(invoices["F-0"], void=True)}

    after = figures_after(known, full, replace(full, receivables=Receivables(voided)))

    assert after.currencies["EUR"].months == known.currencies["EUR"].months


def test_what_was_left_out_stays_so_though_a_later_month_empties() -> None:
    """36 months are kept; the invoices of the first, long left out, and of the last are void at once."""
    invoices = {
        f"F-{n}": Invoice(f"F-{n}", date(2020 + n // 12, n % 12 + 1, 1), TODAY, EUR(100))
        for n in range(MONTHS_KEPT + 1)
    }
    full = Account(Customer("C-1", "Zoé"), receivables=Receivables(invoices))
    void = {number: replace(invoices[number], void=True) for number in ("F-0", f"F-{MONTHS_KEPT}")}

    after = figures_after(
        figures_of(full), full, replace(full, receivables=Receivables({**invoices, **void}))
    )

    months = after.currencies["EUR"].months
    assert "2020-01" not in months and {month.invoiced for month in months.values()} == {100}


amounts = st.integers(1, 500_00)
days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
currencies = st.sampled_from(["EUR", "USD"])


class FiguresFollowAccounts(RuleBasedStateMachine):
    """Whatever happens to an account, its figures are those that a recount of its whole history gives, though
    each change saw the working set alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self.accounts = MemoryAccounts()
        self.made = 0
        self.save(Account(Customer("C-1", "Zoé")), Account(Customer("C-1", "Zoé")))

    def save(self, before: Account, after: Account) -> None:
        self.accounts.save("acme", before, after)

    @property
    def whole(self) -> Account:
        (one,) = self.accounts.whole("acme")
        return one

    def changed(self, receivables: Receivables, *named: str, **more: object) -> None:
        before = self.accounts.load("acme", "C-1", named)
        self.save(before, replace(before, receivables=receivables, **more))  # type: ignore[arg-type]

    def name(self, kind: str) -> str:
        self.made += 1
        return f"{kind}-{self.made}"

    @rule(
        issued=days, due=days, minor=amounts, currency=currencies, disputed=st.booleans(), sent=st.booleans()
    )
    def invoice(self, issued: date, due: date, minor: int, currency: str, disputed: bool, sent: bool) -> None:
        owed = self.accounts.load("acme", "C-1").receivables
        number = self.name("F")
        one = Invoice(number, issued, due, Money(minor, currency), disputed=disputed, to_send=not sent)
        self.changed(owed.with_invoices([one]))

    @precondition(lambda self: self.whole.receivables.invoices)
    @rule(data=st.data(), on=days, minor=amounts)
    def pay(self, data: st.DataObject, on: date, minor: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.whole.receivables.invoices)))
        owed = self.accounts.load("acme", "C-1", (number,)).receivables
        amount = Money(minor, owed.invoices[number].currency)
        paid = Payment(self.name("P"), on, amount, (Allocation(number, amount),))
        self.changed(replace(owed, credits=(*owed.credits, paid)), number)

    @rule(on=days, minor=amounts, currency=currencies)
    def pay_on_account(self, on: date, minor: int, currency: str) -> None:
        owed = self.accounts.load("acme", "C-1").receivables
        paid = Payment(self.name("P"), on, Money(minor, currency))
        note = CreditNote(self.name("A"), on, Money(minor // 2, currency))
        self.changed(replace(owed, credits=(*owed.credits, paid, note)))

    @precondition(lambda self: any(isinstance(c, Payment) for c in self.whole.receivables.credits))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        ids = [c.id for c in self.whole.receivables.credits if isinstance(c, Payment)]
        id = data.draw(st.sampled_from(sorted(ids)))
        owed = self.accounts.load("acme", "C-1", (id,)).receivables
        credits_ = tuple(
            replace(c, reversed_on=TODAY) if isinstance(c, Payment) and c.id == id else c
            for c in owed.credits
        )
        self.changed(replace(owed, credits=credits_), id)

    @precondition(lambda self: self.whole.receivables.invoices)
    @rule(data=st.data(), due=days, void=st.booleans(), minor=amounts)
    def change(self, data: st.DataObject, due: date, void: bool, minor: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.whole.receivables.invoices)))
        owed = self.accounts.load("acme", "C-1", (number,)).receivables
        was = owed.invoices[number]
        now = replace(was, due_date=due, void=void, to_send=False, total=Money(minor, was.currency))
        self.changed(owed.with_invoices([now]), number)

    @rule(on=days, state=st.sampled_from(PromiseState), currency=currencies)
    def promise(self, on: date, state: PromiseState, currency: str) -> None:
        amount, nothing = Money(5, currency), Money(0, currency)
        closed_on = None if state is PromiseState.OPEN else on
        one = PromiseToPay(
            self.name("p"),
            ("F-1",),
            amount,
            nothing,
            on,
            on,
            NOON,
            "marie",
            NOON,
            on,
            state=state,
            closed_on=closed_on,
        )
        before = self.accounts.load("acme", "C-1")
        self.save(before, before.with_promise(one))

    @rule(name=st.text(max_size=5), manager=st.sampled_from([None, "marie"]))
    def rename(self, name: str, manager: str | None) -> None:
        before = self.accounts.load("acme", "C-1")
        self.save(
            before, replace(before, customer=replace(before.customer, name=name, account_manager=manager))
        )

    @invariant()
    def figures_are_those_of_a_recount(self) -> None:
        assert self.whole.figures == figures_of(self.whole)
        part = self.accounts.load("acme", "C-1")
        assert part.figures == self.whole.figures
        assert WorkingSet(part).part.figures == self.whole.figures


TestFiguresFollowAccounts = FiguresFollowAccounts.TestCase
TestFiguresFollowAccounts.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
