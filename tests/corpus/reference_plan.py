"""The default plan's rules once more, straight from their description: what ought to leave, day by day.

Customer level, standard logic, e-mails at 7, 15 and 30 days after the due date, five days between contacts,
Monday to Friday. It shares nothing with the engine, not even the reading of the file.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

OFFSETS = (7, 15, 30)
CONTACT_DELAY = 5
SATURDAY = 5

Expected = tuple[date, str, str, int, frozenset[str]]
"""Day, customer, carrying invoice, offset of the step, and with it every invoice that is overdue."""


@dataclass
class Debtor:
    """`enrolled` is the day its first invoice was known. `executed` counts the steps behind each invoice."""

    continues: bool = False
    enrolled: date = date.max
    lines: list[dict[str, str]] = field(default_factory=list)
    executed: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    last_contact: date | None = None

    def owed(self, today: date) -> list[dict[str, str]]:
        """Unpaid, not disputed; the oldest first, then the larger, then by number."""
        known = (line for line in self.lines if day(line["issue_date"]) <= today)
        unpaid = (line for line in known if not line["paid_on"] or day(line["paid_on"]) > today)
        return sorted(
            (line for line in unpaid if line["disputed"] == "No"),
            key=lambda line: (day(line["due_date"]), -Decimal(line["amount"]), line["number"]),
        )

    def reminder(self, today: date) -> tuple[str, int, frozenset[str]] | None:
        owed = self.owed(today)
        if not owed or today.weekday() >= SATURDAY:
            return None
        carrying = next((line for line in owed if self.executed[line["number"]] < len(OFFSETS)), None)
        if carrying is None:
            return None
        number, due = carrying["number"], day(carrying["due_date"])
        offset = OFFSETS[self.executed[number]]
        earliest = max(due + timedelta(days=offset), self.enrolled + timedelta(days=1))
        if self.last_contact:
            earliest = max(earliest, self.last_contact + timedelta(days=CONTACT_DELAY))
        if today < earliest:
            return None
        self.executed[number] += 1
        self.last_contact = today
        overdue = [line for line in owed if day(line["due_date"]) < today]
        if self.continues:
            self._listed(overdue, offset, today)
        return number, offset, frozenset({number, *(line["number"] for line in overdue)})

    def _listed(self, overdue: list[dict[str, str]], offset: int, today: date) -> None:
        """Whoever was late enough for the step has it behind, though another invoice carried it."""
        for line in overdue:
            if day(line["due_date"]) + timedelta(days=offset) <= today:
                number = line["number"]
                self.executed[number] = max(self.executed[number], OFFSETS.index(offset) + 1)


def expected(ledger: Path, first: date, last: date, *, continues: bool = False) -> Iterator[Expected]:
    debtors: defaultdict[str, Debtor] = defaultdict(lambda: Debtor(continues))
    with ledger.open(encoding="utf-8", newline="") as source:
        for line in csv.DictReader(source):
            debtor = debtors[line["customer_id"]]
            debtor.lines.append(line)
            debtor.enrolled = min(debtor.enrolled, max(first, day(line["issue_date"])))
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        today = date.fromordinal(ordinal)
        for customer, debtor in debtors.items():
            if reminder := debtor.reminder(today):
                yield today, customer, *reminder


def day(text: str) -> date:
    return date.fromisoformat(text)
