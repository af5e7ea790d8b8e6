"""The repository as its guards read it: path -> text, so that a doctored copy can be read as well."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers/relance/relance"

type Texts = Mapping[str, str]
type Rule = Callable[[Texts], Iterator[str]]
"""Says, one by one, what breaks it."""


def texts_of(folder: Path, *patterns: str) -> dict[str, str]:
    """Every file below `folder` that a pattern matches, by its path from there."""
    files = (path for pattern in patterns for path in folder.rglob(pattern))
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(files)}


@dataclass(frozen=True)
class Doctored:
    """A change that a rule must catch: `added` at the end of a file, or `gone` replaced by it."""

    path: str
    added: str
    gone: str = ""

    def of(self, texts: Texts) -> Texts:
        whole = texts.get(self.path, "")
        if self.gone and self.gone not in whole:
            raise AssertionError(f"{self.path} does not say {self.gone!r} any more")
        changed = whole.replace(self.gone, self.added, 1) if self.gone else f"{whole}\n{self.added}\n"
        return {**texts, self.path: changed}


def nodes(text: str) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(text))


def imported(text: str) -> Iterator[str]:
    """The full name of every module that is imported, or from which something is."""
    for node in nodes(text):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module


def dotted(node: ast.expr) -> str:
    """`datetime.now` of such an expression; empty for any other."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            before = dotted(value)
            return f"{before}.{attribute}" if before else ""
    return ""


def calls(text: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call, by the dotted name of what is called."""
    for node in nodes(text):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node
