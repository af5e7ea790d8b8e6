"""What a user's template may contain: a walk over its syntax tree that refuses everything else.

The language is fields, `{% if %}`, `{% for invoice in invoices %}` and a few filters. Every expression has
a kind, so that what was accepted cannot fail when it is sent.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from jinja2 import nodes

from relance.domain.errors import Fault

FILTERS: Final = frozenset({"upper", "lower", "capitalize", "title", "trim", "default"})
MAX_DEPTH: Final = 25
MAX_LOOP_DEPTH: Final = 1
# A template is filled for each mail, and the body of a loop for each invoice, of which a customer may have
# 10,000. With these limits the longest template costs the mail of such a customer about a second.
MAX_NODES: Final = 1_000
MAX_NODES_IN_LOOPS: Final = 100
MAX_FILTERS: Final = 50
# What is wrong more often than this is not listed any further.
MAX_FAULTS: Final = 20


class Kind(Enum):
    """What an expression gives."""

    TEXT = auto()
    NUMBER = auto()
    BLOCK = auto()
    """Laid out apart from the text around it: only in a body."""
    INVOICES = auto()
    INVOICE = auto()
    LOOP = auto()
    TRUTH = auto()
    REFUSED = auto()
    """A fault was noted already: say nothing more about what contains it."""

    @property
    def is_plain(self) -> bool:
        return self in (Kind.TEXT, Kind.NUMBER)


PRINTABLE: Final = {Kind.TEXT, Kind.NUMBER, Kind.BLOCK, Kind.REFUSED}

INVOICE_FIELDS: Final[Mapping[str, Kind]] = {
    "number": Kind.TEXT,
    "issue_date": Kind.TEXT,
    "due_date": Kind.TEXT,
    "days_overdue": Kind.NUMBER,
    "total": Kind.TEXT,
    "outstanding": Kind.TEXT,
}
LOOP_FIELDS: Final[Mapping[str, Kind]] = {
    "first": Kind.TRUTH,
    "last": Kind.TRUTH,
    "index": Kind.NUMBER,
}

_NEWLINE = re.compile(r"\r\n|\r|\n")

type Scope = Mapping[str, Kind]


def _size(node: nodes.Node) -> int:
    """How many nodes Jinja visits to fill it: tags, fields, filters, constants and the texts between them."""
    return 1 + sum(1 for _ in node.find_all(nodes.Node))


class Inspection:
    """One walk over one source. Afterwards `faults` says what is wrong, `fields` which fields are used."""

    def __init__(self, source: str, part: str, known: Scope) -> None:
        self._lines = _NEWLINE.split(source)
        self._part = part
        self._known = known
        self.faults: list[Fault] = []
        self.fields: set[str] = set()

    def near(self, line: int) -> str:
        return self._lines[min(line, len(self._lines)) - 1].strip()[:60]

    def refuse(self, code: str, line: int | None, **values: str | int) -> Kind:
        """Some nodes of Jinja's do not know their line: they are said to be on the first."""
        line = line or 1
        fault = Fault(code, self._part, {"line": line, "near": self.near(line), **values})
        if len(self.faults) < MAX_FAULTS and fault not in self.faults:
            self.faults.append(fault)
        return Kind.REFUSED

    def walk(self, tree: nodes.Template) -> None:
        """Counts first: a template with too much work in it is not looked at any further."""
        if self._is_too_much(tree):
            return
        for node in tree.body:
            self._statement(node, self._known, depth=0, loops=0)

    def _is_too_much(self, tree: nodes.Template) -> bool:
        in_loops = sum(_size(inner) for loop in tree.find_all(nodes.For) for inner in loop.body)
        counted = (
            ("template_too_much", _size(tree), MAX_NODES),
            ("template_too_much_in_loops", in_loops, MAX_NODES_IN_LOOPS),
            ("template_too_many_filters", sum(1 for _ in tree.find_all(nodes.Filter)), MAX_FILTERS),
        )
        for code, size, limit in counted:
            if size > limit:
                self.refuse(code, 1, size=size, limit=limit)
        return bool(self.faults)

    def _statement(self, node: nodes.Node, scope: Scope, depth: int, loops: int) -> None:
        if depth > MAX_DEPTH:
            self.refuse("template_too_deep", node.lineno)
            return
        match node:
            case nodes.Output():
                for part in node.nodes:
                    self._printed(part, scope, depth)
            case nodes.If():
                self._kind(node.test, scope, depth + 1)
                for inner in (*node.body, *node.elif_, *node.else_):
                    self._statement(inner, scope, depth + 1, loops)
            case nodes.For(target=nodes.Name(name=str(name)), recursive=False) if loops < MAX_LOOP_DEPTH:
                self._loop(node, name, scope, depth, loops)
            case nodes.For():
                self.refuse("template_loop", node.lineno)
            case _:
                self.refuse("template_not_allowed", node.lineno)

    def _loop(self, node: nodes.For, name: str, scope: Scope, depth: int, loops: int) -> None:
        over = self._kind(node.iter, scope, depth)
        if name in self._known or name == "loop" or over not in (Kind.INVOICES, Kind.REFUSED):
            self.refuse("template_loop", node.lineno)
        each = {**scope, name: Kind.INVOICE}
        if node.test:
            self._kind(node.test, each, depth + 1)
        for inner in node.body:
            self._statement(inner, {**each, "loop": Kind.LOOP}, depth + 1, loops + 1)
        for inner in node.else_:
            self._statement(inner, scope, depth + 1, loops)

    def _printed(self, node: nodes.Expr, scope: Scope, depth: int) -> None:
        if isinstance(node, nodes.TemplateData):
            return
        if self._kind(node, scope, depth) not in PRINTABLE:
            self.refuse("template_not_a_text", node.lineno)

    def _kind(self, node: nodes.Node, scope: Scope, depth: int) -> Kind:
        if depth > MAX_DEPTH:
            return self.refuse("template_too_deep", node.lineno)
        match node:
            case nodes.Const():
                return self._constant(node)
            case nodes.Name():
                return self._name(node, scope)
            case nodes.Getattr(node=nodes.Name() as owner):
                return self._attribute(node, self._name(owner, scope))
            case nodes.Filter(node=nodes.Expr() as filtered):
                return self._filter(node, self._kind(filtered, scope, depth + 1))
            case nodes.Not():
                self._kind(node.node, scope, depth + 1)
                return Kind.TRUTH
            case nodes.And() | nodes.Or():
                kinds = {self._kind(side, scope, depth + 1) for side in (node.left, node.right)}
                return kinds.pop() if len(kinds) == 1 else Kind.TRUTH
            case nodes.Compare():
                return self._comparison(node, scope, depth)
            case _:
                return self.refuse("template_not_allowed", node.lineno)

    def _constant(self, node: nodes.Const) -> Kind:
        match node.value:
            case bool():
                return Kind.TRUTH
            case int():
                return Kind.NUMBER
            case str():
                return Kind.TEXT
            case _:
                return self.refuse("template_not_allowed", node.lineno)

    def _name(self, node: nodes.Name, scope: Scope) -> Kind:
        kind = scope.get(node.name)
        if kind is None:
            return self._unknown(node.name, scope, node.lineno)
        if node.name in self._known:
            self.fields.add(node.name)
        if kind is Kind.BLOCK and self._part == "subject":
            return self.refuse("template_block_in_subject", node.lineno, name=node.name)
        return kind

    def _attribute(self, node: nodes.Getattr, owner: Kind) -> Kind:
        match owner:
            case Kind.INVOICE:
                fields = INVOICE_FIELDS
            case Kind.LOOP:
                fields = LOOP_FIELDS
            case Kind.REFUSED:
                return owner
            case _:
                return self.refuse("template_not_allowed", node.lineno)
        return fields.get(node.attr) or self._unknown(node.attr, fields, node.lineno)

    def _unknown(self, name: str, fields: Scope, line: int) -> Kind:
        nearest = difflib.get_close_matches(name, fields, n=1, cutoff=0.5)
        if nearest:
            return self.refuse("template_field_misspelt", line, name=name, nearest=nearest[0])
        return self.refuse("template_field_unknown", line, name=name, fields=", ".join(sorted(fields)))

    def _filter(self, node: nodes.Filter, filtered: Kind) -> Kind:
        plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        most = 2 if node.name == "default" else 0
        constants = all(isinstance(each, nodes.Const) for each in node.args)
        if node.name not in FILTERS or not plain or len(node.args) > most or not constants:
            return self.refuse("template_filter", node.lineno, filters=", ".join(sorted(FILTERS)))
        if not (filtered.is_plain or filtered is Kind.REFUSED):
            return self.refuse("template_not_a_text", node.lineno)
        return Kind.TEXT

    def _comparison(self, node: nodes.Compare, scope: Scope, depth: int) -> Kind:
        sides = [node.expr, *(operand.expr for operand in node.ops)]
        kinds = {self._kind(side, scope, depth + 1) for side in sides} - {Kind.REFUSED}
        equality = all(operand.op in ("eq", "ne") for operand in node.ops)
        membership = any(operand.op in ("in", "notin") for operand in node.ops)
        like = kinds <= {Kind.NUMBER} or (equality and kinds <= {Kind.TEXT})
        if membership or not like:
            return self.refuse("template_comparison", node.lineno)
        return Kind.TRUTH
