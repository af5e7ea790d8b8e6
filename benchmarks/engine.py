"""How fast the rules decide and days are simulated: `python -m benchmarks.engine [--customers 300]`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from benchmarks.customers import PLAN, customer
from relance.domain.calendar import SendingCalendar
from relance.domain.customer import Account
from relance.domain.engine import decide
from relance.domain.enrolling import enrolled
from relance.domain.simulation import simulate

_ORG = "acme"
_CALENDAR = SendingCalendar(ZoneInfo("Europe/Paris"))
_TODAY = date(2026, 11, 20)
_DAYS = 60
_ROUNDS = 5


def decisions(accounts: list[Account]) -> int:
    """One decision of each enrolment, on an account that was just read."""
    asked = [(account, enrolment) for account in accounts for enrolment in account.enrolments.values()]
    for account, enrolment in asked:
        decide(account, enrolment, PLAN, _CALENDAR, _TODAY)
    return len(asked)


def customer_days(accounts: list[Account]) -> int:
    """The coming sixty days of each customer."""
    last = _TODAY + timedelta(days=_DAYS - 1)
    for account in accounts:
        for _ in simulate(account, {PLAN.id: PLAN}, _CALENDAR, _ORG, _TODAY, last):
            pass
    return len(accounts) * _DAYS


def _per_second(work: Callable[[list[Account]], int], customers: int) -> float:
    """Median over rounds of CPU time; accounts are made anew, since they keep their sums."""

    def rate() -> float:
        accounts = [_account(number) for number in range(customers)]
        started = time.process_time()
        done = work(accounts)
        return done / (time.process_time() - started)

    return median(rate() for _ in range(_ROUNDS))


def _account(number: int) -> Account:
    return enrolled(customer(number, _TODAY), PLAN, _ORG, _TODAY - timedelta(days=60))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=300, help="one to three invoices each")
    customers = parser.parse_args(arguments).customers
    rates = {
        "decisions_per_s": round(_per_second(decisions, customers)),
        "customer_days_per_s": round(_per_second(customer_days, customers)),
    }
    print(json.dumps({"customers": customers, **rates}))


if __name__ == "__main__":
    main(sys.argv[1:])
