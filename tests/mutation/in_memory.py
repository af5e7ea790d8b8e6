"""Functions that are altered where they are, without importing their module again."""

from __future__ import annotations

import ast
import gc
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

from tests.mutation.mutants import altered, path_of


class Functions:
    """Every function of the given folders that has been imported, by its code."""

    def __init__(self, folders: tuple[str, ...]) -> None:
        self._by_code = defaultdict[CodeType, list[FunctionType]](list)
        for found in gc.get_objects():
            if isinstance(found, FunctionType) and found.__code__.co_filename.startswith(folders):
                self._by_code[found.__code__].append(found)

    def alter(self, module: str, place: int) -> bool:
        """Whether that could be done: an altered function may hold other functions than before."""
        path = path_of(module)
        before = _compiled(ast.parse(path.read_text(encoding="utf-8")), path)
        try:
            pairs = list(_functions(before, _compiled(altered(module, place), path)))
        except ValueError:
            return False
        for old, new in pairs:
            for function in self._by_code.get(old, ()):
                function.__code__ = new
        return True


def _compiled(tree: ast.Module, path: Path) -> CodeType:
    return compile(tree, str(path), "exec", dont_inherit=True)


def _functions(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The pairs that differ: the altered function, and each that it stands in."""
    for old, new in zip(_inner(before), _inner(after), strict=True):
        if old != new:
            yield old, new
            yield from _functions(old, new)


def _inner(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]
