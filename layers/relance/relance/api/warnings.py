"""What is worth a second thought about a plan, in words."""

from __future__ import annotations

from collections.abc import Iterator

from relance.api.call import Call
from relance.contracts.api.plans import PlanWarning, WarnedEmail, WarnedMorning
from relance.domain import plan_warning as domain
from relance.domain.errors import Refused
from relance.domain.plan import PlanStep
from relance.domain.plan_warning import Morning, TurnsNeverCome, WorstWeek
from relance.rendering.amounts import weekday_date
from relance.rendering.texts import text

_FIELD = "min_contact_delay_days"


def worded(call: Call, warning: domain.PlanWarning) -> PlanWarning:
    match warning:
        case WorstWeek():
            return _worst_week(call, warning)
        case TurnsNeverCome():
            return _turns_never_come(call, warning)


def _worst_week(call: Call, warning: WorstWeek) -> PlanWarning:
    week = tuple(
        WarnedMorning(day=morning.day, emails=tuple(_emails(call, morning))) for morning in warning.mornings
    )
    values = {"late": warning.days_late, "invoices": warning.invoices, "count": warning.emails}
    code = "worst_week" if warning.worst else "worst_week_of_nothing"
    return PlanWarning(
        code="worst_week",
        field=_FIELD,
        message=text(
            call.language,
            "plan_warnings",
            f"{code}.message",
            days="; ".join(_morning(call, morning) for morning in week),
            worst=weekday_date(warning.worst.day, call.language) if warning.worst else "",
            **values,
        ),
        hint=text(call.language, "plan_warnings", f"{code}.hint"),
        week=week,
    )


def _turns_never_come(call: Call, warning: TurnsNeverCome) -> PlanWarning:
    values = {
        "customer": warning.customer,
        "invoices": warning.invoices,
        "delay": warning.delay_days,
        "round": warning.round_days,
        "plan": warning.plan_days,
    }
    return PlanWarning(
        code="turns_never_come",
        field=_FIELD,
        message=text(call.language, "plan_warnings", "turns_never_come.message", **values),
        hint=text(call.language, "plan_warnings", "turns_never_come.hint"),
    )


def _morning(call: Call, morning: WarnedMorning) -> str:
    subjects = [text(call.language, "plan_warnings", "email", subject=one.subject) for one in morning.emails]
    day = weekday_date(morning.day, call.language)
    return text(call.language, "plan_warnings", "morning", day=day, subjects=", ".join(subjects))


def _emails(call: Call, morning: Morning) -> Iterator[WarnedEmail]:
    for step in morning.steps:
        yield WarnedEmail(step=step.id, offset_days=step.offset_days, subject=_subject(call, step))


def _subject(call: Call, step: PlanStep) -> str:
    words = step.words(call.language, call.organization.language)
    if words is None:
        return ""
    language, message = words
    try:
        return call.house.messages.example(message, language).subject
    except Refused:
        return message.subject
