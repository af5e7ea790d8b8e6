"""Errors about what cannot be read, fit to be logged: where it is wrong and how, never what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


class Unreadable(ValueError):
    """`Invoice: due_date (date_parsing)`: a document or message that is none of its kind."""

    @classmethod
    def because(cls, kind: str, error: ValidationError) -> Unreadable:
        """Of each place the outermost field alone: further in, the key of a mapping may be an address."""
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        named = (f"{_place(fault['loc'], fault['type'])} ({fault['type']})" for fault in faults)
        return cls(f"{kind}: {', '.join(dict.fromkeys(named))}")


def _place(loc: tuple[int | str, ...], kind: str) -> str:
    """The name of a field that we do not know is no name of ours."""
    if kind == "extra_forbidden":
        return "another field"
    return str(loc[0]) if loc else "document"
