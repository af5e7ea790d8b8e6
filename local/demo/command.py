"""The command `relance demo`: the whole product in a minute or two, on a made-up ledger or one's own."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

from local.answers import Answer
from local.demo.company import ADMINISTRATOR, ORG, found
from local.demo.files import contacts_file
from local.demo.made_up import made_up
from local.demo.past import brought_to, reachable
from local.demo.screen import Screen
from local.demo.stage import Played, Stage
from local.demo.words import Words
from local.laptop import Laptop
from local.replay.ledger import Ledger, read_ledger
from local.replay.words import about_ledger
from local.sign_in import ready
from local.snapshot import Loss
from local.state import Ports
from relance.domain.customer import Account
from relance.domain.decision import Decision, Execute
from relance.domain.imports import InvoiceRow, PaymentRow
from relance.domain.simulation import Forecast
from relance.rendering.texts import LANGUAGES

_FORESEEN_DAYS = 3
_MOST_DAYS = 260
_BUSY = (
    "another demonstration is playing on this laptop: wait for its end, or give this one a place of its own: "
    "`relance --state FOLDER demo`, with four free ports (see `relance demo --help`)"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--ledger", type=Path, metavar="FILE", help="CSV or XLSX of invoices; a made-up one when left out")
    add("--days", type=_days, default=24, metavar="N", help="sending days to play; %(default)s")
    add("--language", choices=LANGUAGES, default="en", help="of what is shown here; %(default)s")
    add("--fresh", action="store_true", help="stop, and begin with nothing kept")


def run(asked: argparse.Namespace, laptop: Laptop, ports: Ports, tell: Callable[[Loss], None]) -> int:
    """0. Raises LaptopError when something cannot go on. `tell` hears what a killed engine cost."""
    with laptop.state.held("demo", _BUSY):
        if asked.fresh:
            laptop.stop()
            laptop.state.forget()
        given = read_ledger(asked.ledger) if asked.ledger else None
        laptop.up(ports, tell)
        Demo(Stage(laptop), Screen(Words(asked.language))).run(given, asked.ledger, asked.days)
    return 0


class Demo:
    """One performance, in the order in which a new customer would live it."""

    def __init__(self, stage: Stage, screen: Screen) -> None:
        self._stage, self._screen = stage, screen

    def run(self, given: Ledger | None, file: Path | None, days: int) -> None:
        self._open()
        today = self._stage.today
        ledger = self._brought(given, file, today) if given and file else self._made_up(today)
        arrivals = ledger.arrivals(today)
        known = arrivals.pop(today, [])
        malformed = "" if given else f"F{today:%y%m%d}-0"
        self._show(self._stage.drop_rows(known, today, malformed))
        self._confirm()
        played = self._play(days, arrivals)
        self._close(played)

    def _open(self) -> None:
        office = self._stage.office
        is_new = not office.has(ORG)
        if is_new:
            found(office)
        self._screen.say("started", style="bold", name=office.organizations.get(ORG).name)
        if not is_new:
            self._screen.say("again", today=self._stage.today)

    def _made_up(self, today: date) -> Ledger:
        made = made_up(today)
        self._show([self._stage.drop(f"contacts-{today}.csv", contacts_file(made.contacts))])
        return made.ledger

    def _brought(self, given: Ledger, file: Path, today: date) -> Ledger:
        if given.faults:
            first = f"{given.faults[0].line}, {about_ledger(given.faults[0].fault)}"
            self._screen.say("unreadable", count=len(given.faults), file=file.name, first=first)
        ledger, by = brought_to(today, given)
        if by:
            self._screen.say("moved", weeks=by.days // 7)
        ledger, invented = reachable(ledger)
        if invented:
            self._screen.say("invented", count=invented)
        return ledger

    def _show(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            self._screen.answer(answer)
        self._stage.laptop.save()

    def _confirm(self) -> None:
        """What would leave is shown; only then is sending switched on."""
        days = self._stage.sending_days(_FORESEEN_DAYS)
        forecasts = self._stage.foreseen(days[0], days[-1])
        self._screen.simulation(forecasts, self._customers())
        self._screen.standing("not_leaving", days[0], _silent(forecasts, days[0]))
        if self._stage.office.organizations.get(ORG).sending:
            self._screen.say("already")
        else:
            self._screen.say("switched_off")
            self._stage.confirm()
            self._screen.say("confirmed", style="bold")

    def _play(self, days: int, arrivals: dict[date, list[InvoiceRow | PaymentRow]]) -> list[Played]:
        self._screen.days()
        played = []
        for day in self._stage.sending_days(days):
            due = [known for known in sorted(arrivals) if known <= day]
            played.append(self._stage.play(day, [row for known in due for row in arrivals.pop(known)]))
            self._screen.day(played[-1])
        return played

    def _close(self, played: list[Played]) -> None:
        laptop, screen = self._stage.laptop, self._screen
        laptop.wait_idle()
        screen.sent(played, {mail.id: mail for mail in laptop.mails()})
        today = self._stage.today + timedelta(days=1)
        screen.standing(
            "silent_title", today, (one.decision for one in _last(self._stage.foreseen(today, today)))
        )
        sign_in = ready(laptop, self._stage.office, ORG, ADMINISTRATOR)
        screen.say("pages", email=sign_in.email, password=sign_in.password)
        screen.plain(laptop.ports.front_url)
        screen.say("laptop", address=f"{laptop.ports.front_url}/laptop")
        screen.plain(laptop.ports.mail_url)
        screen.say("mails", folder=self._stage.eml_folder)
        screen.say("dropped", folder=self._stage.folder)
        screen.say("stop")
        screen.say("last", style="bold", count=sum(len(of.sent) for of in played))

    def _customers(self) -> dict[str, Account]:
        accounts = self._stage.office.accounts
        return {customer: accounts.load(ORG, customer) for customer in accounts.customers(ORG)}


def _last(forecasts: Iterable[Forecast]) -> Iterable[Forecast]:
    """Each enrolment's last decision."""
    return {(one.customer, one.enrolment): one for one in forecasts}.values()


def _silent(forecasts: Iterable[Forecast], day: date) -> list[Decision]:
    """The decisions about those who get nothing that day."""
    of_day = [one for one in forecasts if one.day == day]
    leaving = {one.customer for one in of_day if isinstance(one.decision, Execute)}
    return [one.decision for one in _last(of_day) if one.customer not in leaving]


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text} is not a number of days from 1 to {_MOST_DAYS}")
    return int(text)
