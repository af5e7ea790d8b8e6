"""No model of pydantic shows in its errors what it was given: errors come to be logged."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

import local
import relance
from tests.guard.repository import ROOT


def models(of: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    for model in of.__subclasses__():
        yield model
        yield from models(model)


def shows_what_it_was_given(model: type[BaseModel]) -> bool:
    return model.model_config.get("hide_input_in_errors") is not True


def test_every_model_hides_what_it_was_given() -> None:
    for package in (relance, local):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    ours = {model for model in models() if model.__module__.partition(".")[0] in ("relance", "local")}
    assert len(ours) > 50
    assert {
        f"{model.__module__}.{model.__name__}" for model in ours if shows_what_it_was_given(model)
    } == set()


def test_a_model_that_does_not_shows() -> None:
    class Open(BaseModel):
        model_config = ConfigDict(frozen=True)

    assert shows_what_it_was_given(Open)


def test_documents_of_the_store_are_read_in_one_place_which_hides_them() -> None:
    """A dataclass takes no such setting: its errors are replaced (`relance/unreadable.py`)."""
    readers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("layers", "functions")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name) and node.id == "TypeAdapter"
    }
    assert readers == {"layers/relance/relance/store/documents.py"}
