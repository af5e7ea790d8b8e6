"""What a test run under mutation does (`pytest -p tests.mutation.plugin`), told by the environment:

RELANCE_COVERAGE=file   writes which lines of the rooms each test runs, and how long it takes, as JSON
RELANCE_MUTANT=m:place  alters the module `m` in memory as it is imported
RELANCE_TESTS=file      runs the tests named in that file alone, in its order
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Generator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from time import perf_counter
from types import CodeType

import pytest

from tests.mutation.mutants import LAYER, ROOMS, altered

_TOOL = sys.monitoring.COVERAGE_ID
_HERE = tuple(str(LAYER / room) for room in ROOMS)


def _alter(wanted: str, place: int) -> None:
    unaltered = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        """Past the cache of compiled files: neither read nor written."""
        if fullname != wanted:
            return unaltered(self, fullname)
        return compile(altered(wanted, place), self.get_filename(fullname), "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]


if mutant := os.environ.get("RELANCE_MUTANT"):
    _module, _, _place = mutant.partition(":")
    _alter(_module, int(_place))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if chosen := os.environ.get("RELANCE_TESTS"):
        order = {name: at for at, name in enumerate(json.loads(Path(chosen).read_text()))}
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in order])
        items[:] = sorted((i for i in items if i.nodeid in order), key=lambda item: order[item.nodeid])


class Coverage:
    """Which lines a test runs. A line is told once a test: looking costs little."""

    def __init__(self) -> None:
        self.lines: dict[str, dict[str, list[int]]] = {}
        self.seconds: dict[str, float] = {}
        self._seen: defaultdict[str, set[int]] = defaultdict(set)
        sys.monitoring.use_tool_id(_TOOL, "relance-mutation")
        sys.monitoring.register_callback(_TOOL, sys.monitoring.events.LINE, self._line)
        sys.monitoring.set_events(_TOOL, sys.monitoring.events.LINE)

    def _line(self, code: CodeType, line: int) -> object:
        if code.co_filename.startswith(_HERE):
            self._seen[code.co_filename].add(line)
        return sys.monitoring.DISABLE

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._seen.clear()
        sys.monitoring.restart_events()
        began = perf_counter()
        result = yield
        self.seconds[item.nodeid] = perf_counter() - began
        self.lines[item.nodeid] = {file: sorted(lines) for file, lines in self._seen.items()}
        return result


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("RELANCE_COVERAGE"):
        config.pluginmanager.register(Coverage(), "relance-coverage")


def pytest_sessionfinish(session: pytest.Session) -> None:
    coverage = session.config.pluginmanager.get_plugin("relance-coverage")
    if isinstance(coverage, Coverage):
        told = {"lines": coverage.lines, "seconds": coverage.seconds}
        Path(os.environ["RELANCE_COVERAGE"]).write_text(json.dumps(told))
