"""Entities as JSON documents and back, by their types alone; what equals its default is left out.

An item of the tables holds its keys, what a condition or an index looks at, and one document: reading a
handful of wide items costs several times their transport.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from relance.unreadable import Unreadable

# An adapter takes milliseconds to build and microseconds to use.
_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def document(entity: object) -> str:
    return _adapter(type(entity)).dump_json(entity, exclude_defaults=True).decode()


def reader[Entity](kind: type[Entity]) -> Callable[[str], Entity]:
    """Raises Unreadable for a document that is none of `kind`."""
    read: Callable[[str], Entity] = _adapter(kind).validate_json

    def checked(text: str) -> Entity:
        try:
            return read(text)
        except ValidationError as error:
            raise Unreadable.because(kind.__name__, error) from None

    return checked
