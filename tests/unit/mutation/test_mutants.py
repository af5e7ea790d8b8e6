"""The places that `make mutate` alters: found in every module of the rooms, each altered alone."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from tests.mutation import in_memory, mutants
from tests.mutation.__main__ import chosen, equivalent, every_mutant

SOURCE = '''"""A docstring with 1 < 2."""

LONGEST: int = 3


def f(a: int, b: int | None = None) -> bool:
    """Not 5."""
    return a < 1 and b is not None


class C:
    def g(self, many: list[int]) -> int:
        return max(one for one in many if one > 0)
'''


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    folder = tmp_path / "relance/domain/deep"
    folder.mkdir(parents=True)
    (folder / "one.py").write_text(SOURCE)
    monkeypatch.setattr(mutants, "LAYER", tmp_path)
    return "relance.domain.deep.one"


def test_every_place_has_its_text(one: str) -> None:
    assert mutants.modules() == [one]
    assert [mutant.text.removeprefix("domain.deep.one ") for mutant in mutants.mutants_of(one)] == [
        "module: 3 -> 4",
        "f: a < 1 and b is not None -> a < 1 or b is not None",
        "f: a < 1 -> a <= 1",
        "f: 1 -> 2",
        "f: b is not None -> b is None",
        "C.g: max((one for one in many if one > 0)) -> min((one for one in many if one > 0))",
        "C.g: for one in many if one > 0 -> for one in many",
        "C.g: one > 0 -> one >= 0",
        "C.g: 0 -> 1",
    ]


def test_what_runs_as_the_module_is_imported_gives_a_name_its_value(one: str) -> None:
    (mutants.LAYER / "relance/domain/deep/one.py").write_text(
        "LIMIT = 3\n\n\nclass C:\n    paid: bool = False\n\n    def move(self, late: bool = True) -> int:\n"
        "        later = 5\n        return later\n"
    )
    assert [(mutant.line, mutant.gives) for mutant in mutants.mutants_of(one)] == [
        (1, "LIMIT"),
        (5, "paid"),
        (7, "move"),
        (8, ""),
    ]


def test_a_function_is_altered_where_it_is_and_what_a_name_was_given_is_not(one: str) -> None:
    path = mutants.path_of(one)
    module: dict[str, Any] = {}
    exec(compile(path.read_text(), str(path), "exec", dont_inherit=True), module)  # noqa: S102 - the text above
    functions = in_memory.Functions((str(mutants.LAYER),))
    f, of_c = module["f"], module["C"]().g
    assert (f(1, 1), of_c([0, 5])) == (False, 5)
    assert functions.alter(one, place_of("f: a < 1 -> a <= 1", one))
    assert f(1, 1)
    assert functions.alter(one, place_of("-> min((one for one in many if one > 0))", one))
    assert of_c([0, 5, 7]) == 5
    assert functions.alter(one, place_of("module: 3 -> 4", one))
    assert module["LONGEST"] == 3


def place_of(text: str, module: str) -> int:
    (found,) = (m.place for m in mutants.mutants_of(module) if m.text.endswith(text))
    return found


def test_a_module_is_altered_in_that_place_alone(one: str) -> None:
    whole = ast.unparse(ast.parse(SOURCE)).splitlines()
    for mutant in mutants.mutants_of(one):
        altered = ast.unparse(mutants.altered(one, mutant.place)).splitlines()
        different = [line for line, before in zip(altered, whole, strict=True) if line != before]
        assert len(different) == 1, mutant
    with pytest.raises(IndexError):
        mutants.altered(one, len(mutants.mutants_of(one)))


def test_the_same_seed_takes_the_same_mutants() -> None:
    assert chosen(20, 7, ()) == chosen(20, 7, ()) != chosen(20, 8, ())
    assert {mutant.module for mutant in chosen(0, 0, ("domain.money Money",))} == {"relance.domain.money"}


def test_those_listed_as_equivalent_exist() -> None:
    """One whose code has changed is to be thought of again."""
    known = {mutant.text for mutant in every_mutant()}
    assert equivalent().keys() - known == set()
