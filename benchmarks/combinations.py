"""Whether every kind of plan keeps its promises on two real years: `python -m benchmarks.combinations`.

One JSON line for each combination of level, logic, succession and time zone. The ledger holds 2,466 paid
invoices of 100 customers, and for each customer an older invoice of 5.00 that is never paid. The checks of a
replay must be 0, and so must `late_not_listed`: the invoices that were paid more than 14 days late and that
no message had listed by then.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from local.replay.audit import Audit
from local.replay.command import default_plan
from local.replay.ledger import Ledger, read_ledger
from local.replay.replay import Replay
from local.replay.totals import Totals
from relance.domain.plan import DunningPlan, Level, Logic, Succession
from tests.corpus.ibm_ledger import HISTORY, paid_late, write_stuck_ledger

_ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Kiritimati")
_CHECKS = ("duplicates", "after_payment", "outside_window", "min_delay_violations", "simulation_mismatches")
_LATE_DAYS = 14


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zones", nargs="*", default=_ZONES, help="%(default)s")
    asked = parser.parse_args()
    if not HISTORY.exists():
        sys.stderr.write(f"the ledger is not at {HISTORY}: set RELANCE_CORPUS\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        path = write_stuck_ledger(Path(folder) / "ledger.csv")
        ledger, late = read_ledger(path), paid_late(path, _LATE_DAYS)
    broken = False
    for level, logic, succession, zone in itertools.product(Level, Logic, Succession, asked.zones):
        plan = replace(default_plan(), level=level, logic=logic, succession=succession)
        found = _replayed(ledger, plan, ZoneInfo(zone), late)
        broken = broken or any(found[check] for check in (*_CHECKS, "late_not_listed"))
        line = {"level": level, "logic": logic, "succession": succession, "zone": zone, **found}
        sys.stdout.write(f"{json.dumps(line)}\n")
        sys.stdout.flush()
    return 1 if broken else 0


def _replayed(ledger: Ledger, plan: DunningPlan, zone: ZoneInfo, late: set[str]) -> dict[str, int | float]:
    began = time.process_time()
    replayed = Replay(ledger, plan, zone, ledger.first_day, None).run()
    findings = Audit(ledger.paid_on, zone, plan.min_contact_delay_days).of(replayed.sent)
    totals = json.loads(Totals.of(ledger, plan, replayed, findings, 0).as_json())
    listed = {number for sent in replayed.sent for number in sent.invoices}
    return {
        "reminders": totals["reminders"],
        **{check: totals[check] for check in _CHECKS},
        "late": len(late),
        "late_not_listed": len(late - listed),
        "cpu_s": round(time.process_time() - began, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
