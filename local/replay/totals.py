"""What a replay came to, in numbers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Self

from local.replay.audit import Findings
from local.replay.ledger import Ledger
from local.replay.replay import Replayed
from relance.domain.plan import DunningPlan


@dataclass(frozen=True, slots=True)
class Totals:
    """`by_step` counts reminders by step, in the plan's order. `to_dos` are steps that went to a person.

    The five after it are checks: 0 is as it should be.
    """

    days: int
    invoices: int
    customers: int
    reminders: int
    by_step: dict[str, int]
    to_dos: int
    duplicates: int
    after_payment: int
    outside_window: int
    min_delay_violations: int
    simulation_mismatches: int
    seconds: float

    @classmethod
    def of(
        cls, ledger: Ledger, plan: DunningPlan, replayed: Replayed, findings: Findings, seconds: float
    ) -> Self:
        sent = Counter(reminder.step for reminder in replayed.sent)
        return cls(
            days=replayed.days,
            invoices=sum(row.kind == "invoice" for row in ledger.invoices),
            customers=len({row.customer_id for row in ledger.invoices}),
            reminders=len(replayed.sent),
            by_step={step.id: sent[step.id] for step in plan.steps},
            to_dos=replayed.to_dos,
            simulation_mismatches=len(replayed.mismatches),
            seconds=seconds,
            **asdict(findings),
        )

    @property
    def checks(self) -> dict[str, int]:
        return {
            "duplicates": self.duplicates,
            "after payment": self.after_payment,
            "outside the window": self.outside_window,
            "closer than the contact delay": self.min_delay_violations,
            "not as simulated": self.simulation_mismatches,
        }

    @property
    def all_is_well(self) -> bool:
        return not any(self.checks.values())

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)
