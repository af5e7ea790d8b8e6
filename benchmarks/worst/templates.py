"""The worst templates known: each generator repeats its piece up to the 20,000 characters that a body may
have. What is accepted is filled for a customer with 10,000 invoices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from relance.domain.errors import Refused
from relance.rendering.email import compile_message
from relance.rendering.example import example_facts

_INVOICES = 10_000
_LONGEST = 19_900


def read(data: bytes) -> None:
    source = data.decode()
    for body in (source, source[:_LONGEST]):
        try:
            message = compile_message("s", body)
        except Refused:
            continue
        facts = example_facts("en")
        first = facts.invoices[0]
        invoices = tuple(replace(first, number=f"F-2026-{at:06}") for at in range(_INVOICES))
        try:
            message.render(replace(facts, invoices=invoices))
        except Refused:
            continue


def _of(part: str, start: str = "", end: str = "") -> Callable[[int], bytes]:
    return lambda n: (start + part * ((min(n, _LONGEST) - len(start) - len(end)) // len(part)) + end).encode()


_LOOP = "{% for i in invoices %}"
_FILTERS = "{% if invoice_numbers" + "|title" * 20 + ' == "" %}{% endif %}'
GENERATORS: Final[Mapping[str, Callable[[int], bytes]]] = {
    "unknown names": _of("{{a}}\n"),
    "near misses": _of("{{customer_nama}}\n"),
    "tags": _of("{%if 1%}"),
    "spaces and tags": _of("{%a%}" + " " * 45),
    "open tags": _of("{%"),
    "comparisons": _of("==1", "{% if 1", " %}x{% endif %}"),
    "brackets": _of("(", "{{ "),
    "nots": _of("not ", "{% if ", "1 %}x{% endif %}"),
    "filters": _of(_FILTERS),
    "a loop": _of('{% if i.number|title == "" %}{% endif %}', "{% for i in invoices %}", "{% endfor %}"),
    "a loop within its limits": _of(
        "x", "{% for i in invoices %}" + "{{ i.number|title }}" * 9, "{% endfor %}"
    ),
    "text": _of("x"),
    "references": _of("#REF#"),
}
