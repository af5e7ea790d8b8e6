"""A decision in a sentence or two: why it was sent, why not, when it will be (F1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from types import MappingProxyType
from typing import Final

from relance.domain.arrivals import Announced
from relance.domain.decision import (
    AllDisputed,
    AwaitingPerson,
    ClosedDay,
    Covered,
    CreateTask,
    Decision,
    Due,
    Execute,
    Finish,
    HoldStands,
    InvoiceLeft,
    ListedBeside,
    OnHold,
    TriggerReached,
    Wait,
)
from relance.domain.hold import HoldKind
from relance.domain.invoice_number import as_read
from relance.domain.money import Money
from relance.domain.outreach import Outreach
from relance.domain.plan import PlanStep, StepLabel
from relance.domain.task import TaskKind
from relance.rendering.amounts import amount, amounts, listed, locale_of, long_date
from relance.rendering.steps import days, step_name
from relance.rendering.texts import catalogue, text

type Members = Mapping[str, str]

_NOBODY: Final[Members] = MappingProxyType({})


def explain(decision: Decision, today: date, language: str, members: Members = _NOBODY) -> str:
    """What was decided about an enrolment on `today`, and the facts it rests on. `members` gives the names of
    members by their ids.
    """
    match decision:
        case Execute(due=due, why=why):
            because = why.because if isinstance(why, ClosedDay) else why
            code = f"execute.{because.code}"
            if isinstance(because, TriggerReached) and because.on == today:
                code += "_today"
            values = _of(because, language) | {"today": long_date(today, language)}
            return _about(due, code, values, today, language)
        case CreateTask(due=due, why=why):
            return _about(due, f"create_task.{why.code}", _of(why, language), today, language)
        case Wait(why=AwaitingPerson() as why, due=due):
            waits = {"task": _waits_for(why, due.step, language, members)}
            return _about(due, f"wait.{why.code}", waits, today, language)
        case Wait(until=until, why=ClosedDay(asked=asked, because=because), due=due):
            opens = {
                "until": long_date(until, language) if until else "",
                "asked": long_date(asked, language),
            }
            return _about(due, f"closed.{because.code}", _of(because, language) | opens, today, language)
        case Wait(until=until, why=why, due=due):
            day = {"until": long_date(until, language)} if until else {}
            return _about(due, f"wait.{why.code}", _of(why, language) | day, today, language)
        case OnHold(why=why):
            return _held(why, language, members)
        case Finish(why=why):
            return _finished(why, language)


def explain_sent(outreach: Outreach, sent_on: date, language: str) -> str:
    """Why it left on that day: by the plan, or by a person's hand."""
    grounds = outreach.grounds
    if grounds is None:
        return text(language, "decisions", "sent.by_hand" if not outreach.automatic else "sent.unrecorded")
    code = f"{grounds.code}_today" if (grounds.code, grounds.on) == (_TRIGGER, sent_on) else grounds.code
    values = _told(grounds.values, language) | {
        "step": _named(grounds.step, language),
        "carrying": as_read(next(iter(outreach.invoices), "")),
        "was_due": _was_due(grounds.due_date, sent_on, language, "had"),
        "today": long_date(sent_on, language),
    }
    # A newer version may have written a reason that this one has no words for.
    known = code in catalogue(language, "decisions")["sent"]
    return text(language, "decisions", f"sent.{code}" if known else "sent.another_reason", **values)


def explain_announced(money: Announced, language: str) -> str:
    """That money is to come, and when."""
    values = {"amount": amount(money.amount, language), "on": long_date(money.on, language)}
    return text(language, "decisions", f"announced.{money.kind}", **values)


def _named(code: str, language: str) -> str:
    return step_name(StepLabel.read(code), language) if code else text(language, "decisions", "step.unnamed")


_TRIGGER: Final = TriggerReached.code


def _about(due: Due, code: str, values: Mapping[str, str], today: date, language: str) -> str:
    """The sentence about a step, and which steps were passed over on the way to it."""
    about = {
        "step": step_name(due.step.label, language),
        "carrying": due.carrying.shown,
        "was_due": _was_due(due.carrying.due_date, today, language, "is"),
    }
    said = text(language, "decisions", code, **(about | dict(values)))
    late = (today - due.carrying.due_date).days
    if not due.passed or late <= 0:
        return said
    names = [
        text(language, "decisions", "step.quoted", step=step_name(s.label, language)) for s in due.passed
    ]
    passed = {"steps": listed(names, language), "days": days(late, language)} | about
    return f"{said} {text(language, 'decisions', _counted('passed', len(names), language), **passed)}"


def _was_due(due: date, today: date, language: str, tense: str) -> str:
    when = "past" if due < today else "today" if due == today else "future"
    return text(language, "decisions", f"due.{tense}.{when}", due=long_date(due, language))


def _waits_for(why: AwaitingPerson, step: PlanStep, language: str, members: Members) -> str:
    """ "the call is to be made (Marie Curie, since 8 October 2026)"."""
    kind = f"{why.task}.{step.kind}" if why.task is TaskKind.LETTER else f"{why.task}"
    what = text(language, "decisions", f"awaiting.{kind}")
    who = [members[why.owner]] if why.owner and why.owner in members else []
    if why.since:
        state = "postponed" if why.postponed else "since"
        who.append(text(language, "decisions", f"awaiting.{state}", day=long_date(why.since, language)))
    return f"{what} ({', '.join(who)})" if who else what


def _held(why: HoldStands, language: str, members: Members) -> str:
    values = _of(why, language) | {"until": "", "by": "", "reason": ""}
    if why.until:
        values["until"] = text(language, "decisions", "hold.until", until=long_date(why.until, language))
    if why.by in members:
        values["by"] = text(language, "decisions", "hold.by", by=members[why.by])
    if why.reason:
        values["reason"] = text(language, "decisions", "hold.reason", reason=why.reason)
    said = text(language, "decisions", f"hold.{why.kind}", **values)
    if why.kind is not HoldKind.PAUSE:
        return said
    again = "hold.again" if why.sends_on else "hold.until_lifted"
    return f"{said} {text(language, 'decisions', again, **values)}"


def _finished(why: object, language: str) -> str:
    values = _of(why, language)
    code = f"finish.{getattr(why, 'code', '')}"
    match why:
        case InvoiceLeft(status=status):
            values["status"] = text(language, "decisions", f"status.{status}")
        case AllDisputed(invoices=number):
            code = _counted(code, number, language)
        case Covered(credit=credit, owed=owed):
            values |= {"credit": amounts(credit, language), "owed": amounts(owed, language)}
        case ListedBeside(on=on):
            code += "_later" if on else ""
    return text(language, "decisions", code, **values)


def _counted(code: str, number: int, language: str) -> str:
    return f"{code}.{'one' if locale_of(language).plural_form(number) == 'one' else 'other'}"


def _of(why: object, language: str) -> dict[str, str]:
    """The values of a reason as texts."""
    named = {field.name: getattr(why, field.name) for field in fields(why)}  # type: ignore[arg-type]
    return _told(named, language)


def _told(values: Mapping[str, object], language: str) -> dict[str, str]:
    return {
        name: days(value, language) if name == "days" and isinstance(value, int) else _text(value, language)
        for name, value in values.items()
    }


def _text(value: object, language: str) -> str:
    if isinstance(value, date):
        return long_date(value, language)
    return amount(value, language) if isinstance(value, Money) else as_read(str(value))
