"""The customers: what each owes, what is late, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from relance.contracts.api.base import path_id
from relance.domain.customer import DEFAULT_PLAN, NO_PLAN, Account
from relance.domain.hold import Hold
from relance.usecases.customers.find_customers import find_customers
from relance.web.answers import Answer, Shown
from relance.web.owed import Owed, owed
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

# Each row reads one account.
_ROWS: Final = 25


@dataclass(frozen=True, slots=True)
class Row:
    """`hold` is the first that stops the customer's plans; `plan` the plan's name, "" for none."""

    account: Account
    owed: tuple[Owed, ...]
    hold: Hold | None
    plan: str
    manager: str

    @property
    def address(self) -> str:
        return f"/customers/{path_id(self.account.customer.id)}"

    @property
    def days(self) -> int:
        return max((one.days for one in self.owed), default=0)


@pages.on("GET", "/customers", may="list_customers")
def customers(visit: Visit) -> Answer:
    """Found by words of a name, an id or a contact; ordered by id."""
    words = visit.query.get("q", "").strip()[:100]
    cursors = visit.cursors("customers", q=words)
    after = cursors.read(visit.query.get("cursor"))
    found = find_customers(visit.house.listings, visit.org, words, _ROWS, after)
    names = plan_names(visit)
    rows = [_row(visit, visit.account(line.customer.id), names) for line in found.lines]
    return Shown("customers.html", {"rows": rows, "q": words, "next": cursors.sign(found.after)})


def plan_names(visit: Visit) -> dict[str, str]:
    """By the plans' ids."""
    lines = visit.house.manage_plans.lines(visit.organization)
    return {line.id: name_of.name for line in lines if (name_of := line.plan or line.draft)}


def plan_name(visit: Visit, account: Account, names: dict[str, str]) -> str:
    """Of the plan that the customer follows; "" for none."""
    chosen = account.customer.plan
    plan = visit.organization.default_plan if chosen == DEFAULT_PLAN else chosen
    return "" if plan in (None, NO_PLAN) else names.get(plan, plan)


def standing_hold(visit: Visit, account: Account) -> Hold | None:
    """The first hold that stops the whole customer today."""
    held = visit.organization.over(account, visit.today).all_holds
    return next((hold for hold in held if hold.invoice is None and hold.stands(visit.today)), None)


def _row(visit: Visit, account: Account, names: dict[str, str]) -> Row:
    return Row(
        account,
        owed(account, visit.today),
        standing_hold(visit, account),
        plan_name(visit, account, names),
        visit.members.get(account.customer.account_manager or "", ""),
    )
