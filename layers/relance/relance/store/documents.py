"""Entities as JSON documents and back, by their types alone; what equals its default is left out.

An item of the tables holds its keys, what a condition or an index looks at, and one document: reading a
handful of wide items costs several times their transport.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter, ValidationError

# An adapter takes milliseconds to build and microseconds to use.
_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def document(entity: object) -> str:
    return _adapter(type(entity)).dump_json(entity, exclude_defaults=True).decode()


class Unreadable(ValueError):
    """A document that is none of its kind. Says where it is wrong, and never what stands there: names, texts
    and addresses are no matter of logs.
    """

    def __init__(self, kind: type, error: ValidationError) -> None:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        places = (f"{'.'.join(map(str, each['loc'])) or 'all of it'}: {each['type']}" for each in found)
        super().__init__(f"a stored {kind.__name__} cannot be read: {', '.join(places)}")


def reader[Entity](kind: type[Entity]) -> Callable[[str], Entity]:
    """Reads a document; raises Unreadable for one that is none of `kind`."""
    validated: Callable[[str], Entity] = _adapter(kind).validate_json

    def read(text: str) -> Entity:
        try:
            return validated(text)
        except ValidationError as error:
            raise Unreadable(kind, error) from None

    return read
