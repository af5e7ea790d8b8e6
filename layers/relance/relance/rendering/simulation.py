"""A simulation by e-mail: a table to read, and the same as CSV (port `ComposeSimulation`)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from relance.domain.decision import CreateTask, Execute, Finish
from relance.domain.foretold import Foretold
from relance.domain.mail_address import Address
from relance.rendering.amounts import long_date, short_date
from relance.rendering.decisions import explain
from relance.rendering.email_html import page_template
from relance.rendering.mime import build_mime
from relance.rendering.outgoing import Attachment, OutgoingEmail
from relance.rendering.printable import one_line
from relance.rendering.steps import step_name
from relance.rendering.texts import text
from relance.usecases.ports.composing import SimulationMail
from relance.usecases.ports.mailing import Envelope

# A mail with more is clipped by mail programs; the CSV has all.
_SHOWN: Final = 200
# What a spreadsheet program would take for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS: Final = ("customer_id", "customer", "from", "to", "invoices", "outcome", "step", "why")


@dataclass(frozen=True, slots=True)
class _Row:
    """Texts in the reader's language; `acts` are the lines on which somebody gets something."""

    customer: str
    days: str
    invoices: str
    outcome: str
    why: str
    acts: bool


def compose(mail: SimulationMail) -> Envelope:
    language = mail.language
    days = {"first": long_date(mail.first, language), "last": long_date(mail.last, language)}
    subject = text(language, "simulation", "subject_day" if mail.first == mail.last else "subject", **days)
    rows = [_row(line, language) for line in sorted(mail.lines, key=lambda line: not line.acts)]
    intro = _intro(mail)
    mime = build_mime(
        OutgoingEmail(
            sender=Address(mail.sender.email, name=mail.sender.name),
            to=(Address(mail.member.email, name=mail.member.name),),
            subject=subject,
            text="\n\n".join((*intro, *_plain(rows[:_SHOWN]))) + "\n",
            html=_page(subject, language, intro, rows[:_SHOWN]),
            language=language,
            automatic=True,
            attachments=(Attachment("simulation.csv", "text/csv", _csv(mail.lines, language)),),
        )
    )
    return Envelope(mail.sender.email, (mail.member.email,), mime)


def _intro(mail: SimulationMail) -> list[str]:
    language = mail.language
    mails = sum(isinstance(line.decision, Execute) for line in mail.lines)
    todos = sum(isinstance(line.decision, CreateTask) for line in mail.lines)
    said = [text(language, "simulation", "intro", mails=mails, todos=todos)]
    if mail.cut:
        said.append(text(language, "simulation", "cut"))
    if len(mail.lines) > _SHOWN:
        said.append(text(language, "simulation", "clipped", shown=_SHOWN))
    return said


def _row(line: Foretold, language: str) -> _Row:
    return _Row(
        customer=one_line(line.customer.name),
        days=_days(line, language),
        invoices=one_line(", ".join(_invoices(line))),
        outcome=text(language, "simulation", f"outcome.{_outcome(line)}"),
        why=explain(line.decision, line.first, language),
        acts=line.acts,
    )


def _days(line: Foretold, language: str) -> str:
    first, last = short_date(line.first, language), short_date(line.last, language)
    return first if line.first == line.last else f"{first} – {last}"


def _invoices(line: Foretold) -> tuple[str, ...]:
    decision = line.decision
    due = None if isinstance(decision, Finish) else decision.due
    if due:
        return tuple(dict.fromkeys(invoice.shown for invoice in due.invoices))
    return (line.invoice,) if line.invoice else ()


def _outcome(line: Foretold) -> str:
    match line.decision:
        case Execute():
            return "mail"
        case CreateTask():
            return "task"
        case _:
            return "nothing"


def _plain(rows: Sequence[_Row]) -> Iterator[str]:
    for row in rows:
        yield f"{row.customer} — {row.days} — {row.outcome}\n{row.invoices}\n{row.why}".replace("\n\n", "\n")


def _csv(lines: Sequence[Foretold], language: str) -> bytes:
    """UTF-8 with a mark, which spreadsheet programs need."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for line in lines:
        decision = line.decision
        due = None if isinstance(decision, Finish) else decision.due
        writer.writerow(
            map(
                _cell,
                (
                    line.customer.id,
                    line.customer.name,
                    line.first.isoformat(),
                    line.last.isoformat(),
                    " ".join(_invoices(line)),
                    _outcome(line),
                    step_name(due.step.label, language) if due else "",
                    explain(decision, line.first, language),
                ),
            )
        )
    return out.getvalue().encode("utf-8-sig")


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


def _page(subject: str, language: str, intro: Sequence[str], rows: Sequence[_Row]) -> str:
    headings = [
        text(language, "simulation", f"heading.{name}")
        for name in ("customer", "days", "invoices", "outcome", "why")
    ]
    return page_template("simulation.html.j2").render(
        subject=subject, language=language, intro=intro, headings=headings, rows=rows
    )
