"""Why a mail was taken for what it is, in words: the evidence codes of `relance.inbound`."""

from __future__ import annotations

from relance.rendering.texts import catalogue


def words(language: str, code: str) -> str:
    """The words for a code such as `header:auto-submitted` or `subject:undelivered:fr`; for an unknown code,
    at least where the evidence was found.
    """
    where, _, what = code.partition(":")
    name = what.partition(":")[0]
    texts = catalogue(language, "evidence")
    known: dict[str, str] = texts.get(where, texts["other"])
    return known.get(name, known["other"]).format(code=code, name=name)
