"""What a replay came to, on the console: the numbers, the checks, and the reminders month by month."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress_bar import ProgressBar
from rich.table import Table

from local.replay.replay import Mismatch, Replayed
from local.replay.totals import Totals

_BAR = 40
_SHOWN = 20


def show(totals: Totals, replayed: Replayed, zone: ZoneInfo) -> None:
    console = Console(highlight=False)
    console.print(_numbers(totals))
    if replayed.sent:
        console.print(_chart(replayed, zone))
    for mismatch in replayed.mismatches[:_SHOWN]:
        console.print(_told(mismatch), markup=False)
    console.print(f"{totals.seconds} s")


def _numbers(totals: Totals) -> Table:
    table = Table("", "", title="Replay", show_header=False, title_justify="left")
    table.columns[1].justify = "right"
    for name in ("days", "invoices", "customers", "reminders"):
        table.add_row(name, f"{getattr(totals, name):,}")
    for step, count in totals.by_step.items():
        table.add_row(f"  {step}", f"{count:,}")
    table.add_row("to-dos", f"{totals.to_dos:,}", end_section=True)
    for name, count in totals.checks.items():
        table.add_row(name, f"{count:,}", style="bold red" if count else "green")
    return table


def _chart(replayed: Replayed, zone: ZoneInfo) -> Table:
    by_month = Counter(f"{reminder.at.astimezone(zone):%Y-%m}" for reminder in replayed.sent)
    most = max(by_month.values())
    table = Table("month", "reminders", "", title="Reminders", title_justify="left")
    table.columns[1].justify = "right"
    for month, count in sorted(by_month.items()):
        table.add_row(month, f"{count:,}", ProgressBar(total=most, completed=count, width=_BAR))
    return table


def _told(mismatch: Mismatch) -> str:
    what = "simulated, not done" if mismatch.simulated else "done, not simulated"
    action = mismatch.action
    return f"{mismatch.day} {what}: {action.customer}, {action.step}, {', '.join(action.invoices)}"
