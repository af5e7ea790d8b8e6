"""A body that an operation accepts, made from its contract alone: a new route needs no line here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from relance.api.routing import BODY, Operation

type Schema = dict[str, Any]

# For texts of a form, one of that form.
_EXAMPLES = ("a@client.example", "EUR", "fr", "aGVsbG8=", "09:00", "application/pdf", "FR", "x")


def body_of(operation: Operation, ids: Mapping[str, str]) -> Any:
    """The smallest its schema allows, and in it of `ids` those it takes; None for one without a body."""
    if not operation.takes_body:
        return None
    kind = get_type_hints(operation.function, include_extras=True)[BODY]
    schema = TypeAdapter(kind).json_schema()
    return _smallest(schema, schema.get("$defs", {}), ids)


def _smallest(schema: Schema, known: dict[str, Schema], ids: Mapping[str, str]) -> Any:
    if "$ref" in schema:
        return _smallest(known[schema["$ref"].rpartition("/")[2]], known, ids)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return _smallest(schema[choice][0], known, ids)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            fields, required = schema.get("properties", {}), schema.get("required", ())
            made = {name: _smallest(fields[name], known, ids) for name in required}
            return made | {name: ids[name] for name in fields if name in ids}
        case "array":
            return [_smallest(schema["items"], known, ids) for _ in range(schema.get("minItems", 0))]
        case "integer" | "number":
            return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return _text(schema)


def _text(schema: Schema) -> str:
    if schema.get("format") == "date":
        return "2026-11-01"
    pattern = re.compile(schema.get("pattern", ""))
    return next(text for text in _EXAMPLES if pattern.search(text)).ljust(schema.get("minLength", 0), "x")
