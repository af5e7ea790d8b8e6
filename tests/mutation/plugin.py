"""What a test run under mutation does (`pytest -p tests.mutation.plugin`), told by the environment:

RELANCE_COVERAGE=file   writes which lines of the rooms each test runs, and how long it takes, as JSON
RELANCE_MUTANT=m:place  alters the module `m` in memory as it is imported
RELANCE_TESTS=file      runs the tests named in that file alone, in its order
RELANCE_FORKS=in,out    imports the tests, then tries each mutant asked for in a fork (see `trial.Forks`)
"""

from __future__ import annotations

import json
import os
import signal
import sys
import warnings
from collections import defaultdict
from collections.abc import Generator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from time import perf_counter
from types import CodeType
from typing import Any

import pytest

from tests.mutation.in_memory import Functions
from tests.mutation.mutants import LAYER, ROOMS, altered

_TOOL = sys.monitoring.COVERAGE_ID
_KILLED, _UNALTERED = 1, 2
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
        self.told: dict[str, tuple[float, dict[str, list[int]]]] = {}
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
        began, failed = perf_counter(), item.session.testsfailed
        result = yield
        lines = {file: sorted(lines) for file, lines in self._seen.items()}
        if item.session.testsfailed == failed:
            self.told[item.nodeid] = (perf_counter() - began, lines)
        return result


class Forks:
    """Tries each mutant that is asked for, and answers with its verdict, until nothing more is asked."""

    def __init__(self, asked: int, told: int) -> None:
        self.asked, self.told = asked, told

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        functions = Functions(_HERE)
        with os.fdopen(self.asked) as asked, os.fdopen(self.told, "w") as told:
            for line in asked:
                question = json.loads(line)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)  # A library's thread is not ours.
                    child = os.fork()
                if not child:
                    os._exit(_tried(session, items, functions, question))
                code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                print({0: "survived", _UNALTERED: ""}.get(code, "killed"), file=told, flush=True)
        return True


def _tried(
    session: pytest.Session, items: dict[str, pytest.Item], functions: Functions, question: dict[str, Any]
) -> int:
    """Runs the tests, each no longer than it may take: a test that never ends is ended with the process. What
    counts is the time of the processor, however busy the machine is; and of the clock only what is far more.
    """
    if not functions.alter(question["module"], question["place"]):
        return _UNALTERED
    try:
        for test, seconds in question["longest"].items():
            signal.setitimer(signal.ITIMER_PROF, seconds)
            signal.alarm(30 * seconds)
            items[test].config.hook.pytest_runtest_protocol(item=items[test], nextitem=None)
            if session.testsfailed:
                return _KILLED
    except BaseException:  # noqa: BLE001 - whatever ends the run is noticed
        return _KILLED
    return 0


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("RELANCE_COVERAGE"):
        config.pluginmanager.register(Coverage(), "relance-coverage")
    if pipes := os.environ.get("RELANCE_FORKS"):
        asked, told = pipes.split(",")
        config.pluginmanager.register(Forks(int(asked), int(told)), "relance-forks")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A module that cannot be imported is no failed test."""
    if session.exitstatus == pytest.ExitCode.TESTS_FAILED and not session.testscollected:
        session.exitstatus = pytest.ExitCode.INTERRUPTED
    coverage = session.config.pluginmanager.get_plugin("relance-coverage")
    if isinstance(coverage, Coverage):
        Path(os.environ["RELANCE_COVERAGE"]).write_text(json.dumps(coverage.told))
