"""How a promise to pay is taken, changed, and found kept or broken (E3).

Pure, and safe to repeat. Payments decide: nobody says that a promise was kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from relance.domain.arrivals import arrived
from relance.domain.calendar import SendingCalendar
from relance.domain.customer import Account
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.handling import Hand
from relance.domain.money import Money
from relance.domain.promise import PromiseState, PromiseToPay
from relance.domain.receivables import Invoice, Receivables
from relance.domain.task import Task, TaskKind, TaskState

FARTHEST: Final = timedelta(days=366)
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the customer says. Without invoices: all that is owed now, in one currency and not in dispute.
    Without an amount: all that is open of them.
    """

    id: str
    promised_for: date
    invoices: tuple[str, ...] = ()
    amount: Money | None = None
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """`grace_days` are days of the calendar: a transfer sent on the day arrives some days later, whatever
    days the organization sends on. They count for the promises made under them.
    """

    grace_days: int
    calendar: SendingCalendar

    def end_of(self, promised_for: date) -> tuple[date, datetime]:
        """The day after the last day of grace, and when it begins."""
        ends_on = promised_for + (self.grace_days + 1) * _A_DAY
        return ends_on, self.calendar.start_of(ends_on)


def promise_of(account: Account, promise_id: str) -> PromiseToPay:
    try:
        return account.promises[promise_id]
    except KeyError:
        raise NotFound(f"promise {promise_id}") from None


# --- what people do ---


def taken(account: Account, offer: Offer, hand: Hand, terms: Terms) -> Account:
    """The account with the promise in the place of every open promise that shares an invoice with it. To-dos
    about promises broken before are done by the new promise. Raises Refused.
    """
    if offer.id in account.promises:
        return account
    covered = _covered(account.receivables, offer)
    whole = Money.total((account.receivables.asked(i) for i in covered), covered[0].currency)
    if faults := [*_of_day(offer.promised_for, hand.today), *_of_amount(offer.amount, whole)]:
        raise Refused(*faults)
    ends_on, ends_at = terms.end_of(offer.promised_for)
    promise = PromiseToPay(
        id=offer.id,
        invoices=tuple(invoice.number for invoice in covered),
        amount=offer.amount or whole,
        leaving=whole - (offer.amount or whole),
        promised_for=offer.promised_for,
        ends_on=ends_on,
        ends_at=ends_at,
        taken_by=hand.by,
        taken_at=hand.at,
        taken_on=hand.today,
        holds=offer.holds,
    )
    account = _replaced(account, promise, hand)
    return _settled(account, promise.invoices, hand).with_promise(promise)


def moved(account: Account, promise: PromiseToPay, promised_for: date, hand: Hand, terms: Terms) -> Account:
    """The promise is for another day now. Raises Refused."""
    _still_open(promise)
    if faults := _of_day(promised_for, hand.today):
        raise Refused(*faults)
    ends_on, ends_at = terms.end_of(promised_for)
    return account.with_promise(replace(promise, promised_for=promised_for, ends_on=ends_on, ends_at=ends_at))


def withdrawn(account: Account, promise: PromiseToPay, hand: Hand) -> Account:
    """The promise does not count any more. Safe to repeat; raises Refused for a promise that was kept or
    broken.
    """
    if promise.state is PromiseState.WITHDRAWN:
        return account
    _still_open(promise)
    return account.with_promise(_closed(promise, PromiseState.WITHDRAWN, hand.today))


def _still_open(promise: PromiseToPay) -> None:
    if not promise.is_open:
        raise Refused(Fault("promise_closed", "promise", {"state": promise.state}))


def _covered(owed: Receivables, offer: Offer) -> tuple[Invoice, ...]:
    """What it is about, all in one currency. Raises Refused."""
    found = _named(owed, offer.invoices) if offer.invoices else _all(owed, offer.amount)
    if len(currencies := {invoice.currency for invoice in found}) > 1:
        raise Refused(Fault("promise_currencies", "invoices", {"currencies": ", ".join(sorted(currencies))}))
    return found


def _all(owed: Receivables, amount: Money | None) -> tuple[Invoice, ...]:
    """Everything that is owed now; of one currency, when an amount names one."""
    found = tuple(i for i in owed.remindable if amount is None or i.currency == amount.currency)
    if not found:
        raise Refused(Fault("nothing_open", "invoices"))
    return found


def _named(owed: Receivables, numbers: tuple[str, ...]) -> tuple[Invoice, ...]:
    open_now = {number: i for number, i in owed.open_by_number.items() if owed.asked(i)}
    numbers = tuple(one for number in numbers for one in _instalments(owed, number, open_now))
    faults = [
        Fault("not_open_here", f"invoices[{position}]", {"id": number})
        for position, number in enumerate(numbers)
        if number not in open_now
    ]
    if faults:
        raise Refused(*faults)
    return tuple(open_now[number] for number in dict.fromkeys(numbers))


def _instalments(owed: Receivables, number: str, open_now: Mapping[str, Invoice]) -> Iterable[str]:
    """Those that are open of an invoice in instalments; else the number itself."""
    return [i.number for i in owed.named(number) if i.number in open_now] or [number]


def _of_day(promised_for: date, today: date) -> list[Fault]:
    if today <= promised_for <= today + FARTHEST:
        return []
    return [Fault("promise_day", "promised_for")]


def _of_amount(amount: Money | None, whole: Money) -> list[Fault]:
    if amount is None:
        return []
    if amount.currency != whole.currency:
        return [Fault("promise_currency", "amount.currency", {"currency": whole.currency})]
    if not 0 < amount.minor <= whole.minor:
        return [Fault("promise_amount", "amount", {"open": str(whole)})]
    return []


def _replaced(account: Account, by: PromiseToPay, hand: Hand) -> Account:
    """The promises without those that the new promise replaces: an invoice carries one open promise."""
    for other in tuple(account.promises.values()):
        if other.is_open and other.shares_with(by.invoices):
            account = account.with_promise(_superseded(other, by, hand.today))
    return account


def _superseded(promise: PromiseToPay, by: PromiseToPay, on: date) -> PromiseToPay:
    return replace(_closed(promise, PromiseState.WITHDRAWN, on), replaced_by=by.id)


def _settled(account: Account, invoices: tuple[str, ...], hand: Hand) -> Account:
    for task in _open_tasks(account):
        if not set(task.invoices).isdisjoint(invoices):
            done = replace(task, state=TaskState.DONE, closed_at=hand.at, closed_by=hand.by)
            account = account.with_task(done)
    return account


# --- what payments and time do ---


def judged(account: Account, org: str, today: date) -> Account:
    """With the money whose day has come, every promise found kept or broken as of `today`, and a to-do for
    each that was broken.

    A to-do about what is paid by now is nobody's any more.
    """
    account = arrived(account, today)
    for promise in tuple(account.promises.values()):
        account = _judged(account, promise, org, today)
    open_now = account.receivables.open_by_number
    for task in _open_tasks(account):
        if task.invoices and open_now.keys().isdisjoint(task.invoices):
            account = account.with_task(replace(task, state=TaskState.CANCELLED))
    return account


def _judged(account: Account, promise: PromiseToPay, org: str, today: date) -> Account:
    owed = account.receivables
    if promise.is_open and _is_kept(owed, promise):
        return account.with_promise(_closed(promise, PromiseState.KEPT, today))
    if promise.is_open and today >= promise.ends_on:
        broken = _closed(promise, PromiseState.BROKEN, promise.ends_on)
        return account.with_promise(broken).with_task(_task(account, promise, org))
    if promise.state is PromiseState.KEPT and _is_taken_back(owed, promise):
        return _reopened(account, promise, org, today)
    return account


def _is_kept(owed: Receivables, promise: PromiseToPay) -> bool:
    """No more would be asked for of its invoices than it leaves open."""
    asked = (owed.asked(invoice) for invoice in _open_of(owed, promise))
    return Money.total(asked, promise.amount.currency) <= promise.leaving


def _is_taken_back(owed: Receivables, promise: PromiseToPay) -> bool:
    """More is open of its invoices again than all that is on account could cover. That an older invoice came
    since, and took what is on account, takes nothing back.
    """
    currency = promise.amount.currency
    left = Money.total((owed.outstanding(invoice) for invoice in _open_of(owed, promise)), currency)
    return left - owed.unapplied_total(currency) > promise.leaving


def _open_of(owed: Receivables, promise: PromiseToPay) -> tuple[Invoice, ...]:
    currency, named = promise.amount.currency, dict.fromkeys(promise.invoices)
    found = (owed.open_by_number.get(number) for number in named)
    return tuple(invoice for invoice in found if invoice and invoice.currency == currency)


def _reopened(account: Account, promise: PromiseToPay, org: str, today: date) -> Account:
    """What had kept it was taken back: it is open again, broken if its time is over, or gives way to the
    promise that was made meanwhile.
    """
    others = (p for p in account.promises.values() if p.is_open and p.shares_with(promise.invoices))
    newer = next(others, None)
    if newer:
        return account.with_promise(_superseded(promise, newer, today))
    reopened = replace(promise, state=PromiseState.OPEN, closed_on=None)
    return _judged(account.with_promise(reopened), reopened, org, today)


def _closed(promise: PromiseToPay, state: PromiseState, on: date) -> PromiseToPay:
    return replace(promise, state=state, closed_on=on)


def _task(account: Account, promise: PromiseToPay, org: str) -> Task:
    named = frozenset(promise.invoices)
    still_open = tuple(i.number for i in account.receivables.open if i.number in named)
    return Task(
        id=Task.identity(org, TaskKind.BROKEN_PROMISE, promise.id),
        kind=TaskKind.BROKEN_PROMISE,
        customer=account.customer.id,
        due_on=promise.ends_on,
        why="promise_broken",
        owner=account.customer.account_manager,
        invoices=still_open,
        detail=f"{promise.amount}, {promise.promised_for}",
    )


def _open_tasks(account: Account) -> tuple[Task, ...]:
    """About broken promises."""
    return tuple(t for t in account.tasks.values() if t.kind is TaskKind.BROKEN_PROMISE and t.state.is_open)
