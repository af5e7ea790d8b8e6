"""A column mapping as people write it down: `mapping.yaml`, or the same as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from relance.domain.errors import Fault, Refused
from relance.domain.imports import ColumnMapping
from relance.readers.presets import presets
from relance.readers.vocabulary import VOCABULARIES, vocabulary

_KINDS = tuple(words.kind for words in VOCABULARIES)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": _KINDS,
    "date_order": ("dmy", "mdy", "ymd"),
    "decimal_mark": (",", "."),
}
_MOST, _LONGEST, _LARGEST = 500, 200, 100_000


def parsed(data: bytes) -> object:
    """YAML, of which JSON is a part. Raises Refused."""
    import yaml  # a file of mappings is rare, and a start without its parser quicker

    if len(data) > _LARGEST:
        raise Refused(Fault("mapping_unreadable", "mapping", {"value": f"{len(data)} bytes"}))
    try:
        text = data.decode("utf-8-sig")
        if "&" in text and "*" in text:
            raise ValueError("aliases (*)")  # few of them can unfold to gigabytes
        return yaml.safe_load(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise Refused(Fault("mapping_unreadable", "mapping", {"value": f"{error}"[:100]})) from error


def mapping_of(written: object) -> ColumnMapping:
    """From what a YAML or JSON parser gives. What is written wins over what its `preset` says. Raises Refused
    with every fault.
    """
    if not isinstance(written, dict):
        raise Refused(Fault("mapping_no_object", "mapping"))
    written = _with_preset(written)
    if faults := tuple(_faults(written)):
        raise Refused(*faults)
    return ColumnMapping(
        columns=dict(written.get("columns") or {}),
        kind=written.get("kind"),
        date_order=written.get("date_order"),
        decimal_mark=written.get("decimal_mark"),
        headers=tuple(written.get("headers") or ()),
    )


def _with_preset(written: Mapping[Any, Any]) -> dict[Any, Any]:
    own = {name: value for name, value in written.items() if name != "preset"}
    if (named := written.get("preset")) is None:
        return own
    preset = presets().get(named) if isinstance(named, str) else None
    if preset is None:
        values = {"value": f"{named}"[:60], "choices": " ".join(presets())}
        raise Refused(Fault("mapping_choice", "preset", values))
    return {**preset.mapping, **{name: value for name, value in own.items() if value}}


def _faults(written: Mapping[Any, Any]) -> Iterator[Fault]:
    known = ("preset", "columns", "headers", *_CHOICES)
    for name in written:
        if name not in known:
            yield Fault("mapping_unknown_setting", f"{name}"[:60], {"known": ", ".join(known)})
    for name, choices in _CHOICES.items():
        if written.get(name) is not None and written[name] not in choices:
            yield Fault(
                "mapping_choice", name, {"value": f"{written[name]}"[:60], "choices": " ".join(choices)}
            )
    headers = written.get("headers") or []
    if not isinstance(headers, list) or len(headers) > _MOST or not all(map(_is_name, headers)):
        yield Fault("mapping_headers", "headers")
    yield from _columns(written.get("columns") or {}, written.get("kind"))


def _columns(columns: object, kind: object) -> Iterator[Fault]:
    if not isinstance(columns, dict) or len(columns) > _MOST:
        yield Fault("mapping_columns", "columns")
        return
    kinds = [one for one in _KINDS if kind in (None, one)]
    fields = dict.fromkeys(field for one in kinds for field in vocabulary(one).headers)
    for header, meant in columns.items():
        if not _is_name(header) or meant not in fields:
            values = {"column": f"{header}"[:60], "known": ", ".join(fields)}
            yield Fault("mapped_field_unknown", f"{meant}"[:60], values)


def _is_name(header: object) -> bool:
    return isinstance(header, str) and 0 < len(header) <= _LONGEST
