"""The template language of subjects, bodies and letters: source -> checked template -> text.

Three walls: a syntax tree of allowed nodes only, a sandbox that knows no function, and caps on size. User
values reach a template as texts, numbers and mappings of them; nothing in it can call, change or import.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from relance.domain.errors import Fault, Refused
from relance.rendering.allowed import FILTERS, Inspection
from relance.rendering.facts import ReminderFacts
from relance.rendering.fields import FIELDS
from relance.rendering.printable import printable

SOURCE_LIMIT: Final[Mapping[str, int]] = {"subject": 500, "body": 20_000}
"""Characters."""
TEXT_LIMIT: Final = 100_000
"""Characters of a filled template, whatever its loops do."""

_REFERENCE = re.compile("#REF#", re.IGNORECASE)
# A line that holds nothing but tags.
_TAG_LINE = re.compile(
    r"^[ \t]*((?:\{%(?:(?!%\}).)*%\}[ \t]*)*\{%(?:(?!%\}).)*?)([-+]?%\})[ \t]*\n", re.MULTILINE
)
_KINDS = {name: field.kind for name, field in FIELDS.items()}
_NEWLINE = re.compile(r"\r\n?")


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, cache_size=0)
    environment.globals.clear()
    environment.tests.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment


_ENVIRONMENT = _environment()


@dataclass(frozen=True, slots=True)
class CheckedTemplate:
    """A template that was accepted. `fields` are the merge fields it uses: only these are worked out."""

    part: str
    fields: frozenset[str]
    _compiled: Template

    def shows(self, facts: ReminderFacts, fields: frozenset[str]) -> frozenset[str]:
        """Which of `fields` stand in the text for these facts, be they empty or 0: not those of a branch that
        is not taken.
        """
        values = {
            name: _marked(name, value) if name in fields else value
            for name, value in ((name, FIELDS[name].value(facts)) for name in self.fields)
        }
        filled = self._compiled.render(values)
        return frozenset(name for name in fields if _MARK.format(name) in filled)

    def fill(self, facts: ReminderFacts) -> str:
        """The text for these facts, without control characters.

        Refused (template_output_too_long) when its loops make more than TEXT_LIMIT characters.
        """
        values = {name: FIELDS[name].value(facts) for name in self.fields}
        pieces, size = [], 0
        for piece in self._compiled.generate(values):
            size += len(piece)
            if size > TEXT_LIMIT:
                raise Refused(Fault("template_output_too_long", self.part, {"limit": TEXT_LIMIT}))
            pieces.append(piece)
        return printable("".join(pieces))


_MARK: Final = "\ue000{}\ue001"


def _marked(name: str, value: object) -> object:
    """The same value, which writes itself out as a mark: it counts as empty where it is empty."""
    kind = int if isinstance(value, int) else str
    return type("Marked", (kind,), {"__str__": lambda self: _MARK.format(name)})(value)


@lru_cache(maxsize=512)
def check(source: str, part: str) -> CheckedTemplate:
    """Compile one source; `part` ("subject" or "body") names it in faults.

    Compiling costs milliseconds, so what was accepted is kept by its content.
    Raises Refused with every fault.
    """
    if not source.strip():
        raise Refused(Fault("template_empty", part))
    if len(source) > SOURCE_LIMIT[part]:
        raise Refused(Fault("template_too_long", part, {"size": len(source), "limit": SOURCE_LIMIT[part]}))
    inspection = Inspection(source, part, _KINDS)
    compiled = _compiled(_as_jinja(source), inspection)
    if compiled is None:
        raise Refused(*inspection.faults)
    return CheckedTemplate(part, frozenset(inspection.fields), compiled)


def _as_jinja(source: str) -> str:
    """`#REF#` becomes its field, and a line of tags alone leaves no empty line.

    Its line end moves into its last tag, so that lines keep their numbers. (Jinja's own trimming would
    also join two lines of text where the first ends with a tag.)
    """
    source = _REFERENCE.sub("{{ invoice_numbers }}", _NEWLINE.sub("\n", source))
    return _TAG_LINE.sub(r"\1\n\2", source)


def _compiled(source: str, inspection: Inspection) -> Template | None:
    try:
        tree = _ENVIRONMENT.parse(source)
        inspection.walk(tree)
        return None if inspection.faults else _ENVIRONMENT.from_string(tree)
    except TemplateSyntaxError as error:
        inspection.refuse("template_syntax", error.lineno)
    except (RecursionError, MemoryError, SyntaxError):
        # Jinja compiles through Python, which refuses what is nested too deeply in its own ways.
        inspection.refuse("template_too_deep", 1)
    except ValueError:
        # A number of thousands of digits, which Python refuses to read.
        inspection.refuse("template_syntax", 1)
    return None
