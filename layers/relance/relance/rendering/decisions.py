"""A decision in a sentence: why it was sent, why not, when it will be (F1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from relance.domain.arrivals import Announced
from relance.domain.decision import (
    ClosedDay,
    CreateTask,
    Decision,
    Due,
    Execute,
    Finish,
    InvoiceLeft,
    OnHold,
    Wait,
)
from relance.domain.invoice_number import as_read
from relance.domain.money import Money
from relance.domain.outreach import Outreach
from relance.rendering.amounts import amount, long_date
from relance.rendering.texts import catalogue, text


def explain(decision: Decision, today: date, language: str) -> str:
    """What was decided about an enrolment on `today`, and the facts it rests on."""
    match decision:
        case Execute(due=due, why=why):
            because = why.because if isinstance(why, ClosedDay) else why
            values = _of(because, language) | _about(due, language) | {"today": long_date(today, language)}
            return text(language, "decisions", f"execute.{because.code}", **values)
        case CreateTask(due=due, why=why):
            values = _of(why, language) | _about(due, language)
            return text(language, "decisions", f"create_task.{why.code}", **values)
        case Wait(until=until, why=why, due=due):
            day = {"until": long_date(until, language)} if until else {}
            values = _of(why, language) | _about(due, language) | day
            return text(language, "decisions", f"wait.{why.code}", **values)
        case OnHold(until=until, why=why):
            end = text(language, "decisions", "hold.until", until=long_date(until, language)) if until else ""
            values = _of(why, language) | {"until": end}
            return text(language, "decisions", f"hold.{why.kind}", **values)
        case Finish(why=why):
            values = _of(why, language)
            if isinstance(why, InvoiceLeft):
                values["status"] = text(language, "decisions", f"status.{why.status}")
            return text(language, "decisions", f"finish.{why.code}", **values)


def explain_sent(outreach: Outreach, sent_on: date, language: str) -> str:
    """Why it left on that day: by the plan, or by a person's hand."""
    grounds = outreach.grounds
    if grounds is None:
        return text(language, "decisions", "sent.by_hand" if not outreach.automatic else "sent.unrecorded")
    values = _told(grounds.values, language) | {
        "step": outreach.step or "",
        "carrying": as_read(next(iter(outreach.invoices), "")),
        "due": long_date(grounds.due_date, language),
        "today": long_date(sent_on, language),
    }
    # A newer version may have written a reason that this one has no words for.
    known = grounds.code in catalogue(language, "decisions")["sent"]
    return text(language, "decisions", f"sent.{grounds.code}" if known else "sent.another_reason", **values)


def explain_announced(money: Announced, language: str) -> str:
    """That money is to come, and when."""
    values = {"amount": amount(money.amount, language), "on": long_date(money.on, language)}
    return text(language, "decisions", f"announced.{money.kind}", **values)


def _about(due: Due, language: str) -> dict[str, str]:
    return {
        "step": due.step.id,
        "carrying": due.carrying.shown,
        "due": long_date(due.carrying.due_date, language),
    }


def _of(why: object, language: str) -> dict[str, str]:
    """The values of a reason as texts."""
    named = {field.name: getattr(why, field.name) for field in fields(why)}  # type: ignore[arg-type]
    return _told(named, language)


def _told(values: Mapping[str, object], language: str) -> dict[str, str]:
    return {name: _text(value, language) for name, value in values.items()}


def _text(value: object, language: str) -> str:
    if isinstance(value, date):
        return long_date(value, language)
    return amount(value, language) if isinstance(value, Money) else as_read(str(value))
