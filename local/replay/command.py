"""The command `relance replay`: what it is asked, and what it says."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from local.errors import LaptopError
from local.mapping_file import read_mapping
from local.plan_file import label, read_plan, standard_messages
from local.replay.audit import Audit
from local.replay.events import write_events
from local.replay.ledger import COLUMNS, Ledger, read_ledger
from local.replay.replay import Replay, Replayed
from local.replay.report import show
from local.replay.totals import Totals
from local.replay.words import about_ledger, about_plan
from relance.domain.errors import Refused
from relance.domain.plan import DunningPlan, PlanStep, StepKind

_DEFAULT_OFFSETS = (7, 15, 30)
_DEFAULT_DELAY_DAYS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("ledger", type=Path, metavar="LEDGER.csv", help=f"with the columns {COLUMNS}")
    add("--mapping", type=Path, metavar="MAPPING.yaml", help="which column of the ledger is which field")
    add("--plan", type=Path, metavar="PLAN.yaml", help="automatic e-mails at J+7, J+15, J+30 when not given")
    add("--from", dest="first", type=_day, metavar="DAY", help="first day; the first issue date")
    add("--to", dest="last", type=_day, metavar="DAY", help="last day; when nothing is left to do")
    add("--timezone", type=_zone, default="Europe/Paris", metavar="ZONE", help="%(default)s")
    add("--events", type=Path, metavar="OUT.jsonl", help="write each reminder that leaves, one a line")
    add("--json", action="store_true", help="print the totals as one JSON object")


def run(asked: argparse.Namespace) -> int:
    """0; or 1 when a check found something. Raises LaptopError when the ledger or plan cannot be read."""
    began = perf_counter()
    ledger = read_ledger(asked.ledger, read_mapping(asked.mapping) if asked.mapping else None)
    for line in ledger.faults:
        where = f", line {line.line}" if line.line else ""
        sys.stderr.write(f"{asked.ledger}{where}, {about_ledger(line.fault)}\n")
    plan = _plan(asked.plan) if asked.plan else default_plan()
    ledger, first = _within(ledger, asked.first, asked.last)
    replayed = Replay(ledger, plan, asked.timezone, first, asked.last).run()
    findings = Audit(ledger.paid_on, asked.timezone, plan.min_contact_delay_days).of(replayed.sent)
    if asked.events:
        _write_events(asked.events, replayed, asked.timezone)
    totals = Totals.of(ledger, plan, replayed, findings, round(perf_counter() - began, 2))
    if asked.json:
        sys.stdout.write(f"{totals.as_json()}\n")
    else:
        show(totals, replayed, asked.timezone)
    return 0 if totals.all_is_well else 1


def default_plan() -> DunningPlan:
    """Three automatic e-mails after the due date, at least five days apart."""
    steps = (
        PlanStep(label(days), StepKind.EMAIL, days, automatic=True, messages=standard_messages(days))
        for days in _DEFAULT_OFFSETS
    )
    return DunningPlan(
        "three-reminders", 1, "Three reminders", tuple(steps), min_contact_delay_days=_DEFAULT_DELAY_DAYS
    )


def _plan(path: Path) -> DunningPlan:
    try:
        return read_plan(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise LaptopError(f"{path} cannot be read: {error}") from error
    except Refused as refused:
        raise LaptopError("\n".join(f"{path}, {about_plan(fault)}" for fault in refused.faults)) from refused


def _write_events(path: Path, replayed: Replayed, zone: ZoneInfo) -> None:
    try:
        write_events(path, replayed.sent, zone)
    except OSError as error:
        raise LaptopError(f"{path} cannot be written: {error.strerror}") from error


def _within(ledger: Ledger, first: date | None, last: date | None) -> tuple[Ledger, date]:
    """The ledger as it is known by the last day, and the first day."""
    if last:
        ledger = ledger.known_by(last)
    if not ledger.invoices:
        raise LaptopError(f"no invoice was issued by {last}: choose a later --to")
    first = first or ledger.first_day
    if last and first > last:
        raise LaptopError(
            f"the replay would end on {last}, before it begins on {first}: exchange --from and --to"
        )
    return ledger, first


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day: write it as 2026-11-30") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"{name} is not a time zone: write it as Europe/Paris") from None
