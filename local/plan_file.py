"""A plan written by hand as YAML: its keys checked, its words filled in, made a plan of the product.

level: customer             # or invoice
logic: standard             # or contextual
min_contact_delay_days: 5   # 0 to 30; 0 when it is left out
succession: restart         # or continue
lists_not_yet_due: false    # or true
steps:
  - offset_days: J+7        # or 7; before the due date J-7
    kind: email             # or call, letter, registered_letter
    automatic: true
    counts_from: due_date   # or issue_date
    id: first               # the offset, when it is left out
    subject: "..."          # subject and body together; a standard reminder when left out
    body: "..."
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from relance.domain.errors import Fault, Refused
from relance.domain.plan import CountsFrom, DunningPlan, Level, Logic, Message, PlanStep, StepKind, Succession
from relance.rendering.email import compile_message
from relance.rendering.reminders import STANDARD_REMINDERS

_OFFSET: Final = re.compile(r"[JD](?P<days>[+-][0-9]{1,4})?", re.IGNORECASE)


def read_plan(source: str) -> DunningPlan:
    """The first version of the plan that a YAML text describes. Raises Refused with every fault found."""
    keys = _keys(source)
    try:
        written = _Plan.model_validate(keys)
    except ValidationError as error:
        raise Refused(*map(_fault, error.errors())) from error
    return DunningPlan(
        id="plan",
        version=1,
        name="Plan",
        steps=tuple(step.made(position) for position, step in enumerate(written.steps)),
        level=written.level,
        logic=written.logic,
        min_contact_delay_days=written.min_contact_delay_days,
        succession=written.succession,
        lists_not_yet_due=written.lists_not_yet_due,
    )


def _keys(source: str) -> Any:
    try:
        return yaml.safe_load(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Refused(Fault("not_yaml", "plan", {"line": mark.line + 1 if mark else 1})) from error
    except ValueError as error:  # what looks like a date and is none: 2026-02-31
        raise Refused(Fault("not_yaml_value", "plan", {"value": str(error)})) from error


def _days(written: object) -> object:
    """`J+7`, `D-3`, `J`, or a number of days."""
    if not isinstance(written, str):
        return written
    found = _OFFSET.fullmatch(written.replace(" ", ""))
    if found is None:
        raise PydanticCustomError("not_an_offset", "not an offset")
    return int(found["days"] or 0)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class _Step(_Strict):
    offset_days: Annotated[int, BeforeValidator(_days), Field(ge=-9999, le=9999)]
    kind: Annotated[StepKind, Field(strict=False)] = StepKind.EMAIL
    automatic: bool = False
    counts_from: Annotated[CountsFrom, Field(strict=False)] = CountsFrom.DUE_DATE
    id: Annotated[str, Field(min_length=1)] | None = None
    subject: str | None = None
    body: str | None = None

    @model_validator(mode="after")
    def _whole_message(self) -> _Step:
        if (self.subject is None) != (self.body is None):
            raise PydanticCustomError("half_a_message", "half a message")
        return self

    def made(self, position: int) -> PlanStep:
        return PlanStep(
            id=self.id or label(self.offset_days),
            kind=self.kind,
            offset_days=self.offset_days,
            automatic=self.automatic,
            messages=self._messages(position),
            counts_from=self.counts_from,
        )

    def _messages(self, position: int) -> Mapping[str, Message]:
        if self.subject is None or self.body is None:
            return standard_messages(self.offset_days)
        try:
            compile_message(self.subject, self.body)
        except Refused as refused:
            raise Refused(*(_in_step(position, fault) for fault in refused.faults)) from refused
        # A plan of one's own has one set of words: whatever the reader's language, it is found.
        return {"en": Message(self.subject, self.body)}


class _Plan(_Strict):
    level: Annotated[Level, Field(strict=False)] = Level.CUSTOMER
    logic: Annotated[Logic, Field(strict=False)] = Logic.STANDARD
    min_contact_delay_days: int = 0
    succession: Annotated[Succession, Field(strict=False)] = Succession.RESTART
    lists_not_yet_due: bool = False
    steps: list[_Step]


def label(offset_days: int) -> str:
    """How people call a step by its day: J+7, J, J-3."""
    return f"J{offset_days:+d}" if offset_days else "J"


def standard_messages(offset_days: int) -> Mapping[str, Message]:
    """The words of the standard reminder that is in use when an invoice is so many days late."""
    reached = [reminder for reminder in STANDARD_REMINDERS if reminder.offset_days <= offset_days]
    return (reached or STANDARD_REMINDERS[:1])[-1].messages


def _in_step(position: int, fault: Fault) -> Fault:
    return Fault(fault.code, f"steps[{position}].{fault.field}", fault.values)


_CODES: Final = {
    "missing": "key_missing",
    "extra_forbidden": "key_unknown",
    "invalid_key": "key_unknown",
    "enum": "not_one_of",
    "bool_type": "not_true_or_false",
    "string_type": "not_a_text",
    "string_too_short": "not_a_text",
    "list_type": "not_a_list",
    "model_type": "not_keys",
    "not_an_offset": "not_an_offset",
    "half_a_message": "half_a_message",
    "int_type": "not_a_whole_number",
    "greater_than_equal": "offset_too_far",
    "less_than_equal": "offset_too_far",
}


def _fault(error: ErrorDetails) -> Fault:
    field = re.sub(r"\.(\d+)", r"[\1]", ".".join(str(part) for part in error["loc"])) or "plan"
    values: dict[str, str | int] = {"value": _shown(error["input"])}
    if expected := error.get("ctx", {}).get("expected"):
        values["choices"] = ", ".join(re.findall(r"'([^']+)'", expected))
    model = _Step if len(error["loc"]) > 1 else _Plan
    values["keys"] = ", ".join(model.model_fields)
    return Fault(_CODES[error["type"]], field, values)


def _shown(value: Any) -> str:
    shown = str(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
