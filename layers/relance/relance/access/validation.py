"""What pydantic found wrong with what was sent, as faults of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from relance.domain.errors import Fault

# pydantic's types of error that say the same to a person.
_CODES: Mapping[str, str] = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_type": "not_text",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "wrong_form",
    "mail_address": "wrong_form",
    "int_type": "not_a_whole_number",
    "int_parsing": "not_a_whole_number",
    "int_from_float": "not_a_whole_number",
    "int_parsing_size": "not_a_whole_number",
    "bool_type": "not_true_or_false",
    "bool_parsing": "not_true_or_false",
    "enum": "not_one_of",
    "literal_error": "not_one_of",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than": "too_large",
    "less_than_equal": "too_large",
    "too_long": "too_many",
    "too_short": "too_few",
    "model_type": "not_an_object",
    "model_attributes_type": "not_an_object",
    "dict_type": "not_an_object",
    "list_type": "not_a_list",
    "tuple_type": "not_a_list",
    "set_type": "not_a_list",
    "frozen_set_type": "not_a_list",
    "iso_date": "iso_date",
    "date_out_of_range": "date_out_of_range",
    "date_from_datetime_parsing": "iso_date",
    "date_parsing": "iso_date",
    "iso_time": "iso_time",
    "id": "not_an_id",
    "id_too_long": "id_too_long",
    "control_character": "control_character",
    "not_one_line": "not_one_line",
    "not_ascending": "not_ascending",
    "unknown_zone": "unknown_zone",
    "unknown_country": "unknown_country",
    "domain_name": "domain_name",
    "iban": "iban",
    "bic": "bic",
}
# How pydantic says which numbers are possible, and how we do.
_BOUNDS: Mapping[str, str] = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
# What a text's places need: the code's value, and where pydantic has it.
_VALUES: Mapping[str, str] = {
    "too_long": "max_length",
    "too_short": "min_length",
    "too_many": "max_length",
    "too_few": "min_length",
    "not_one_of": "expected",
}


def faults_of(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """One fault a field: of a union, each member says what it misses. The first part of a place says what was
    sent: `("body", "due_date")`.
    """
    found: dict[str, Fault] = {}
    for one in errors:
        fault = _fault(one)
        found.setdefault(fault.field, fault)
    return list(found.values())


def _fault(error: Mapping[str, Any]) -> Fault:
    code = _CODES.get(error["type"], "invalid_value")
    context = error.get("ctx") or {}
    values: dict[str, str | int] = {}
    if code in _VALUES:
        # Values are listed by pydantic in English: 'a', 'b' or 'c'.
        values["limit"] = str(context.get(_VALUES[code], "")).replace("' or '", "', '")
    elif code in ("too_small", "too_large"):
        values["limit"] = " ".join(f"{_BOUNDS[name]} {context[name]}" for name in _BOUNDS if name in context)
    return Fault(code, _field(error["loc"]), values)


def _field(loc: Sequence[str | int]) -> str:
    """`("body", "steps", 0, "offset_days")` -> `steps[0].offset_days`; the parameter's name otherwise."""
    path = ""
    for part in loc[1:]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or str(loc[0])
