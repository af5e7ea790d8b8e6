"""Words for people: the same in every language, and some for every fault."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest

from tests.guard.repository import PACKAGE, Doctored, Rule, Texts, calls, texts_of

_FIELD = re.compile(r"\{\{\s*([\w.]+)|#REF#")
# Where a call that reports a fault has its code.
_CODE_AT = {"Fault": 0, "_Unreadable": 0, "refuse": 0, "fault": 1, "word": 2}


def _flat(tables: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tables.items():
        if isinstance(value, str):
            yield f"{before}{name}", value
        else:
            yield from _flat(value, f"{before}{name}.")


def catalogues(texts: Texts) -> dict[str, dict[str, dict[str, str]]]:
    """Subject -> language -> key -> text."""
    found: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for path, text in texts.items():
        if path.endswith(".toml") and path.startswith("rendering/texts/"):
            language, subject = path.removeprefix("rendering/texts/").split("/")
            found[subject][language] = dict(_flat(tomllib.loads(text)))
    return found


def places(text: str) -> set[str]:
    """What is filled in: `{places}`, or the fields of a reminder that is itself a template."""
    if "{{" in text or "{%" in text:
        return set(_FIELD.findall(text))
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def every_language_says_the_same(texts: Texts) -> Iterator[str]:
    for subject, languages in catalogues(texts).items():
        if languages.keys() != {"en", "fr"}:
            yield f"{subject} is there in {sorted(languages)}"
            continue
        english, french = languages["en"], languages["fr"]
        yield from (f"{subject}: {key}" for key in english.keys() ^ french.keys())
        for key in english.keys() & french.keys():
            if places(english[key]) != places(french[key]):
                yield f"{subject}: the places of {key}"


def every_fault_has_its_words(texts: Texts) -> Iterator[str]:
    """A message and a hint, or one text that is both; that both languages have them is the other rule."""
    english = [languages.get("en", {}) for languages in catalogues(texts).values()]
    worded = {key for known in english for key in known}
    worded |= {
        key.removesuffix(".hint")
        for known in english
        for key in known
        if key.endswith(".hint") and f"{key.removesuffix('.hint')}.message" in known
    }
    for path, text in texts.items():
        if path.endswith(".py"):
            for code in codes(text):
                if not any(
                    known == code or (code.endswith("*") and known.startswith(code[:-1])) for known in worded
                ):
                    yield f"{path}: {code}"


def codes(text: str) -> Iterator[str]:
    """The code of every fault that is reported; `mixed_*` of one that is put together."""
    for name, call in calls(text):
        position = _CODE_AT.get(name.split(".")[-1])
        if position is not None and len(call.args) > position:
            yield from _said(call.args[position])


def _said(code: ast.expr) -> Iterator[str]:
    match code:
        case ast.Constant(value=str(said)):
            yield said
        case ast.IfExp(body=one, orelse=other):
            yield from _said(one)
            yield from _said(other)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            yield f"{start}*"


RULES: Mapping[Rule, tuple[Doctored, ...]] = {
    every_language_says_the_same: (
        Doctored("rendering/texts/fr/imports.toml", '[new]\nmessage = "neuf"'),
        Doctored("rendering/texts/en/imports.toml", "{anything}", gone="{number}"),
        Doctored("rendering/texts/fr/novelties.toml", 'said = "neuf"'),
    ),
    every_fault_has_its_words: (
        Doctored("domain/importing.py", 'Fault("unheard_of", "number")'),
        Doctored("readers/rows.py", 'fields.fault("number", "unheard_of")'),
        Doctored("readers/rows.py", 'Fault(f"unheard_{kind}", "number")'),
        Doctored("rendering/texts/en/imports.toml", "[gone]", gone="[nothing_to_reverse]"),
    ),
}


@pytest.fixture(scope="module")
def package() -> Texts:
    return texts_of(PACKAGE, "*.py", "*.toml")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_words_keep(rule: Rule, package: Texts) -> None:
    assert list(rule(package)) == []


CAUGHT = [(rule, change) for rule, changes in RULES.items() for change in changes]


@pytest.mark.parametrize(("rule", "change"), CAUGHT, ids=[f"{r.__name__}-{c.added}" for r, c in CAUGHT])
def test_words_that_do_not_are_caught_by(rule: Rule, change: Doctored, package: Texts) -> None:
    assert list(rule(change.of(package))) != []


def test_the_codes_of_faults_are_found() -> None:
    """Were none found, the rule above would keep itself."""
    found = {code for text in texts_of(PACKAGE, "*.py").values() for code in codes(text)}
    assert {"unknown_invoice", "not_a_date", "mixed_*", "template_empty", "no_sending_day"} <= found
