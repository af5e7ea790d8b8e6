"""The places where a module can be altered, and the module altered in one of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYER = ROOT / "layers" / "relance"
ROOMS = ("relance/domain", "relance/usecases")

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
# Never run, or of no behaviour: type annotations and decorators.
_LEFT_ALONE = ("annotation", "returns", "decorator_list", "type_params", "type_comment")


@dataclass(frozen=True, order=True)
class Mutant:
    """`place` counts the places of its module, in the order of `mutants_of`. Text names it for the list of
    equivalent ones, so that moving a line changes nothing: "domain.money Money.__lt__: a < b -> a <= b".

    `gives` is the name whose value is altered when the line runs as the module is imported, and so before any
    test: "LIMIT" for `LIMIT = 100`, "paid" for `paid: bool = False`, "move" for `def move(late=False)`.
    """

    module: str
    place: int
    line: int
    text: str
    gives: str = ""

    @property
    def path(self) -> Path:
        return path_of(self.module)


def modules() -> list[str]:
    """Every module of the rooms, however they are parted into packages."""
    found = (path for room in ROOMS for path in (LAYER / room).rglob("*.py"))
    return sorted(".".join(path.relative_to(LAYER).with_suffix("").parts) for path in found)


def path_of(module: str) -> Path:
    return LAYER.joinpath(*module.split(".")).with_suffix(".py")


def mutants_of(module: str) -> list[Mutant]:
    tree = ast.parse(path_of(module).read_text(encoding="utf-8"))
    short = module.removeprefix("relance.")
    found, times = [], dict[str, int]()
    for place, (node, alter, scope, gives) in enumerate(_places(tree)):
        altered = copy(node)
        alter(altered)
        text = f"{short} {scope}: {_shown(node)} -> {_shown(altered)}"
        times[text] = times.get(text, 0) + 1
        nth = f" ({times[text]})" if times[text] > 1 else ""
        found.append(Mutant(module, place, _line(node), text + nth, gives))
    return found


def _shown(node: ast.AST) -> str:
    match node:
        case ast.If(test=test) | ast.While(test=test):
            return f"if {ast.unparse(test)}"
        case _:
            return ast.unparse(node).strip()


def _line(node: ast.AST) -> int:
    """A comprehension has no line of its own."""
    where = node.iter if isinstance(node, ast.comprehension) else node
    line: int = getattr(where, "lineno", 1)
    return line


def altered(module: str, place: int) -> ast.Module:
    tree = ast.parse(path_of(module).read_text(encoding="utf-8"))
    for number, (node, alter, _, _) in enumerate(_places(tree)):
        if number == place:
            alter(node)
            return ast.fix_missing_locations(tree)
    raise IndexError(f"{module} has no place {place}")


type Alter = Callable[[ast.AST], None]
"""Sets fields of a node, and changes nothing below it: a shallow copy can be altered."""


def _places(
    tree: ast.AST, scope: str = "module", gives: str = "module"
) -> Iterator[tuple[ast.AST, Alter, str, str]]:
    """Each place: its smallest expression or statement, what alters it, the function it is in, and the name
    that it gives a value as the module is imported (see `Mutant`)."""
    for name, value in ast.iter_fields(tree):
        if name in _LEFT_ALONE:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_text(child):
                continue
            inner, given = scope, gives
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = child.name if scope == "module" else f"{scope}.{child.name}"
            if isinstance(tree, ast.FunctionDef | ast.Lambda) and name == "body":
                given = ""
            elif gives:
                given = _given(child) or gives
            for alter in _ways(child):
                yield child, alter, inner, given
            yield from _places(child, inner, given)


def _given(node: ast.AST) -> str:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=name), *_])]):
            return name
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case _:
            return ""


def _is_text(node: ast.AST) -> bool:
    """A docstring, or an f-string's own letters and format."""
    is_string = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_string or isinstance(node, ast.TypeAlias)


def _ways(node: ast.AST) -> Iterator[Alter]:  # noqa: C901 - one case for each kind of place
    match node:
        case ast.Compare(ops=ops):
            yield from (_compared(at) for at, op in enumerate(ops) if type(op) in _COMPARED)
        case ast.BoolOp():
            yield _swap_logic
        case ast.BinOp(op=op) if type(op) in _COUNTED:
            yield _count_otherwise
        case ast.Constant(value=int(value)):
            yield _flip if isinstance(value, bool) else _one_more
        case ast.Call(func=ast.Name(id=name)) if name in _CALLED:
            yield _call_otherwise
        # A single comparison is altered where it stands.
        case ast.If() | ast.IfExp() | ast.While() if not isinstance(node.test, ast.Compare):
            yield _negate
        case ast.UnaryOp(op=ast.Not()):
            yield _drop_not
        case ast.comprehension(ifs=ifs) if ifs:
            yield _keep_all
        case _:
            pass


def _compared(position: int) -> Alter:
    def alter(node: ast.AST) -> None:
        assert isinstance(node, ast.Compare)
        node.ops = [_COMPARED[type(op)]() if at == position else op for at, op in enumerate(node.ops)]

    return alter


def _swap_logic(node: ast.AST) -> None:
    assert isinstance(node, ast.BoolOp)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()


def _count_otherwise(node: ast.AST) -> None:
    assert isinstance(node, ast.BinOp)
    node.op = _COUNTED[type(node.op)]()


def _flip(node: ast.AST) -> None:
    assert isinstance(node, ast.Constant)
    node.value = not node.value


def _one_more(node: ast.AST) -> None:
    assert isinstance(node, ast.Constant) and isinstance(node.value, int)
    node.value = node.value + 1


def _call_otherwise(node: ast.AST) -> None:
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    node.func = ast.copy_location(ast.Name(_CALLED[node.func.id], ast.Load()), node.func)


def _negate(node: ast.AST) -> None:
    assert isinstance(node, ast.If | ast.IfExp | ast.While)
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _keep_all(node: ast.AST) -> None:
    assert isinstance(node, ast.comprehension)
    node.ifs = []


def _drop_not(node: ast.AST) -> None:
    assert isinstance(node, ast.UnaryOp)
    node.operand = ast.UnaryOp(ast.Not(), node.operand)
