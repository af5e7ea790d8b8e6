"""Where the demonstration is played: files dropped, days passed, and people who open their mail."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

import urllib3

from local.answers import Answer, answer_to
from local.back_office import BackOffice
from local.demo.company import ORG
from local.demo.files import invoices_file, payments_file
from local.due import due_instants
from local.errors import LaptopError
from local.laptop import Laptop
from local.mails import Mail
from relance.domain.imports import InvoiceRow, PaymentRow
from relance.domain.simulation import Forecast

_HTTP = urllib3.PoolManager(retries=False, timeout=10)
_IMPORT_SECONDS: Final = 600
# What is due in the window waits for a minute of its first fifty: then all of it is.
_LAST_TURN: Final = timedelta(minutes=50)
# Every so many a mail is opened.
_OPENED: Final = 3
_SAVING_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Played:
    """One sending day: what left, what was paid since the one before, and how many still wait for a day."""

    day: date
    sent: tuple[Mail, ...]
    payments: tuple[PaymentRow, ...]
    waiting: int


class Stage:
    def __init__(self, laptop: Laptop) -> None:
        self.laptop = laptop
        self.office = BackOffice.of(laptop)
        self.folder = laptop.state.demo
        self._began, self._saving_seconds = time.monotonic(), 0.0

    @property
    def today(self) -> date:
        return self.office.tenant(ORG).calendar.today(self.laptop.clock.now())

    def drop(self, name: str, data: bytes) -> Answer:
        """The file goes through the drop-folder; what the import answered."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / name
        file.write_bytes(data)
        self.laptop.drop(ORG, file)
        self.laptop.wait_idle(_IMPORT_SECONDS)
        answer = answer_to(self.laptop, ORG, name)
        if answer is None:
            raise LaptopError(f"{name} was not imported: see {self.laptop.engine.log}")
        return answer

    def confirm(self) -> None:
        """From now on reminders leave."""
        switch = self.office.switch_sending
        switch.on(ORG, switch.look(ORG).confirm)
        self.laptop.save()

    def drop_rows(
        self, rows: Sequence[InvoiceRow | PaymentRow], of: date, malformed: str = ""
    ) -> Iterator[Answer]:
        """Invoices and payments as one file each, named by their day."""
        if invoices := [row for row in rows if isinstance(row, InvoiceRow)]:
            yield self.drop(f"factures-{of}.csv", invoices_file(invoices, malformed))
        if payments := [row for row in rows if isinstance(row, PaymentRow)]:
            yield self.drop(f"payments-{of}.csv", payments_file(payments))

    def sending_days(self, count: int) -> tuple[date, ...]:
        """The next ones, today's not among them."""
        calendar, today = self.office.tenant(ORG).calendar, self.today
        days = (today + timedelta(days=n) for n in range(1, 20 * count + 20))
        return tuple(islice(filter(calendar.is_sending_day, days), count))

    def foreseen(self, first: date, last: date) -> tuple[Forecast, ...]:
        return tuple(self.office.simulate_on(ORG, first, last))

    def play(self, day: date, rows: Sequence[InvoiceRow | PaymentRow]) -> Played:
        """A sending day: what became known is imported in the morning, then the window opens.

        The snapshot at its end is what a laptop killed during the next day goes back to.
        """
        calendar = self.office.tenant(ORG).calendar
        opening, closing = calendar.opening(day), calendar.closing(day)
        self.laptop.clock.move(opening - timedelta(hours=1))
        for _ in self.drop_rows(rows, day):
            pass
        began = self.laptop.clock.now()
        self.laptop.advance(opening + _LAST_TURN)
        while (again := self.laptop.next_due()) and again < closing:
            self.laptop.advance(again)
        sent = tuple(mail for mail in self.laptop.mails(began) if mail.direction == "sent")
        for mail in sent[::_OPENED]:
            self._opened(mail)
        self.laptop.wait_idle()
        self._save_in_proportion()
        waiting = due_instants(self.laptop.cloud, self.laptop.stack.core_table, self.laptop.clock.now())
        payments = tuple(row for row in rows if isinstance(row, PaymentRow))
        return Played(day, sent, payments, sum(1 for _ in waiting))

    def _save_in_proportion(self) -> None:
        """A snapshot, unless those of this run would take more than a tenth of its time.

        A day of the made-up ledger has its own; a ledger of many thousand invoices shares one among several.
        """
        began = time.monotonic()
        if self._saving_seconds <= _SAVING_SHARE * (began - self._began):
            self.laptop.save()
            self._saving_seconds += time.monotonic() - began

    def _opened(self, mail: Mail) -> None:
        """The recipient looks at it, if it came to them."""
        if "Bounce" not in mail.events:
            url = f"{self.laptop.ports.mail_url}/messages/{mail.id}/simulate"
            _HTTP.request("POST", url, body="what=opened", redirect=False)

    @property
    def eml_folder(self) -> Path:
        return self.laptop.state.mail
