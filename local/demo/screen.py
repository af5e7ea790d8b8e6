"""What the demonstration shows on the console."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from local.answers import Answer
from local.demo.stage import Played
from local.demo.words import Words
from local.mails import Mail
from relance.domain.customer import Account
from relance.domain.decision import Decision, Due, Execute
from relance.domain.money import Money
from relance.domain.simulation import Forecast
from relance.rendering.amounts import amount, amounts, long_date
from relance.rendering.decisions import explain
from relance.rendering.facts import per_currency
from relance.rendering.steps import step_name

_ROWS = 12
_SENT_ROWS = 40


class Screen:
    def __init__(self, words: Words, console: Console | None = None) -> None:
        self._words = words
        self._console = console or Console(highlight=False)

    def say(self, code: str, style: str = "", **values: object) -> None:
        self._console.print(escape(self._words(code, **values)), style=style)

    def plain(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)

    def answer(self, answer: Answer) -> None:
        report = answer.report
        self.say(
            "import",
            file=report.file,
            outcome=report.outcome,
            rows=report.rows_imported,
            customers=report.customers,
            rejected=report.lines_rejected,
        )
        if answer.errors is not None:
            self.say("errors", key=f"{answer.folder}/errors.csv")
            for line in answer.errors.decode("cp1252", errors="replace").splitlines()[:3]:
                self._console.print(f"  {line}", style="yellow", markup=False, soft_wrap=True)

    def simulation(self, forecasts: Sequence[Forecast], accounts: Mapping[str, Account]) -> None:
        """Day by day who would be reminded; then, for the first day, why the others would not."""
        by_day: defaultdict[date, list[tuple[str, Due]]] = defaultdict(list)
        for forecast in forecasts:
            if isinstance(forecast.decision, Execute):
                by_day[forecast.day].append((forecast.customer, forecast.decision.due))
        table = self._table("simulation", "day", "customer", "step", "invoices", "amount")
        for day, leaving in sorted(by_day.items()):
            for customer, due in leaving[:_ROWS]:
                account, step = accounts[customer], step_name(due.step.label, self._words.language)
                asked = self._asked(account, due)
                table.add_row(f"{day}", escape(account.customer.name), step, _numbers(due), asked)
            if len(leaving) > _ROWS:
                table.add_row(f"{day}", self._words("more", count=len(leaving) - _ROWS))
            table.add_section()
        self._console.print(table)
        for day, leaving in sorted(by_day.items()):
            self.say("simulated", day=long_date(day, self._words.language), leaving=len(leaving))

    def standing(self, title: str, day: date, decisions: Iterable[Decision]) -> None:
        """How many customers stand where, with one of them in a sentence."""
        sentences: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for decision in decisions:
            sentence = explain(decision, day, self._words.language)
            sentences[type(decision).__name__, decision.why.code].append(sentence)
        columns = self._words.columns("count", "why")
        table = Table(*columns, title=escape(self._words(title, day=long_date(day, self._words.language))))
        table.title_justify = "left"
        for alike in sorted(sentences.values(), key=len, reverse=True):
            example = alike[0] if len(set(alike)) == 1 else self._words("for_example", sentence=alike[0])
            table.add_row(f"{len(alike)}", escape(example))
        self._console.print(table)

    def days(self) -> None:
        self.say("days")
        self._line(self._words.columns("day", "sent", "waiting", "paid", "amounts"), "bold")

    def day(self, played: Played) -> None:
        received: dict[str, Money] = {}
        for payment in played.payments:
            currency = payment.amount.currency
            received[currency] = received.get(currency, Money.zero(currency)) + payment.amount
        amounts = ", ".join(amount(money, self._words.language) for money in received.values())
        counts = (len(played.sent), played.waiting, len(played.payments))
        self._line((f"{played.day:%a %d/%m}", *map(str, counts), amounts))

    def _line(self, cells: tuple[str, ...], style: str = "") -> None:
        day, sent, waiting, paid, received = cells
        text = f"{day:<12}{sent:>10}{waiting:>12}{paid:>12}   {received}"
        self._console.print(text, style=style, markup=False, soft_wrap=True)

    def sent(self, played: Iterable[Played], fates: dict[str, Mail]) -> None:
        mails = [(of.day, fates.get(mail.id, mail)) for of in played for mail in of.sent]
        table = self._table("sent_title", "day", "to", "subject", "became")
        for day, mail in mails[:_SENT_ROWS]:
            fate = mail.events[-1] if mail.events else ""
            table.add_row(f"{day}", escape(", ".join(mail.recipients)), escape(mail.subject), fate)
        self._console.print(table)
        if len(mails) > _SENT_ROWS:
            self.say("more", count=len(mails) - _SENT_ROWS)

    def _table(self, title: str, *columns: str) -> Table:
        return Table(*self._words.columns(*columns), title=self._words(title), title_justify="left")

    def _asked(self, account: Account, due: Due) -> str:
        """What is left of the invoices listed, as the mail says it."""
        asked = account.receivables.asked
        return amounts(per_currency(asked(invoice) for invoice in due.invoices), self._words.language)


def _numbers(due: Due) -> str:
    numbers = [invoice.number for invoice in due.invoices]
    return ", ".join(numbers[:2]) + (f" +{len(numbers) - 2}" if len(numbers) > 2 else "")
