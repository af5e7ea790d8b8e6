"""What is worth a second thought about a plan, in words."""

from __future__ import annotations

from collections.abc import Iterator

from relance.access.asking import Asking
from relance.contracts.api.plans import PlanWarning, WarnedEmail, WarnedMorning
from relance.domain import plan_warning as domain
from relance.domain.errors import Refused
from relance.domain.plan import PlanStep
from relance.domain.plan_warning import Morning, TurnsNeverCome, WorstWeek
from relance.rendering.amounts import weekday_date
from relance.rendering.texts import text

_FIELD = "min_contact_delay_days"


def worded(asking: Asking, warning: domain.PlanWarning) -> PlanWarning:
    match warning:
        case WorstWeek():
            return _worst_week(asking, warning)
        case TurnsNeverCome():
            return _turns_never_come(asking, warning)


def _worst_week(asking: Asking, warning: WorstWeek) -> PlanWarning:
    week = tuple(
        WarnedMorning(day=morning.day, emails=tuple(_emails(asking, morning))) for morning in warning.mornings
    )
    values = {"late": warning.days_late, "invoices": warning.invoices, "count": warning.emails}
    code = "worst_week" if warning.worst else "worst_week_of_nothing"
    return PlanWarning(
        code="worst_week",
        field=_FIELD,
        message=text(
            asking.language,
            "plan_warnings",
            f"{code}.message",
            days="; ".join(_morning(asking, morning) for morning in week),
            worst=weekday_date(warning.worst.day, asking.language) if warning.worst else "",
            **values,
        ),
        hint=text(asking.language, "plan_warnings", f"{code}.hint"),
        week=week,
    )


def _turns_never_come(asking: Asking, warning: TurnsNeverCome) -> PlanWarning:
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
        message=text(asking.language, "plan_warnings", "turns_never_come.message", **values),
        hint=text(asking.language, "plan_warnings", "turns_never_come.hint"),
    )


def _morning(asking: Asking, morning: WarnedMorning) -> str:
    subjects = [
        text(asking.language, "plan_warnings", "email", subject=one.subject) for one in morning.emails
    ]
    day = weekday_date(morning.day, asking.language)
    return text(asking.language, "plan_warnings", "morning", day=day, subjects=", ".join(subjects))


def _emails(asking: Asking, morning: Morning) -> Iterator[WarnedEmail]:
    for step in morning.steps:
        yield WarnedEmail(step=step.id, offset_days=step.offset_days, subject=_subject(asking, step))


def _subject(asking: Asking, step: PlanStep) -> str:
    words = step.words(asking.language, asking.organization.language)
    if words is None:
        return ""
    language, message = words
    try:
        return asking.house.messages.example(message, language).subject
    except Refused:
        return message.subject
