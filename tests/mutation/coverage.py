"""Which tests run a line of the rooms, so that a mutant is tried by those alone, the quickest first."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.mutation.mutants import LAYER, ROOMS, ROOT, Mutant

PROCESSES = 2
# The tests that say what the two rooms do, without a network or a database.
FOLDERS = (
    "tests/scenario",
    "tests/crash",
    "tests/unit/domain",
    "tests/unit/usecases",
    "tests/unit/functions",
    "tests/unit/api",
)
_TOO_LONG = ("test_schemathesis.py",)
# What runs for one mutant takes at most this long, in seconds of the untouched tree.
BUDGET = 10.0
PYTEST = (
    *(sys.executable, "-m", "pytest", "-q", "-k", "not dynamo"),
    *("-p", "no:cacheprovider", "-p", "tests.mutation.plugin"),
)
_KEPT = ROOT / ".pytest_cache" / "mutation"


@dataclass(frozen=True)
class Coverage:
    """Which tests run each line: {(file, line): tests}, and how long each test takes."""

    tests: dict[tuple[str, int], set[str]]
    seconds: dict[str, float]

    @classmethod
    def measured(cls, files: Sequence[str]) -> Coverage:
        """One run of all the tests on the untouched tree; what a file of tests told is kept until that file,
        a module they share or the layer changes. A test that fails here judges no mutant."""
        kept = {file: _KEPT / f"{_state(file)}.json" for file in files}
        missing = [file for file in files if not kept[file].exists()]
        _KEPT.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(PROCESSES) as pool:
            parts = (missing[at::PROCESSES] for at in range(PROCESSES))
            for told in pool.map(_measure, [part for part in parts if part]):
                for file, of_file in told.items():
                    kept[file].write_text(json.dumps(of_file))
        tests = defaultdict[tuple[str, int], set[str]](set)
        seconds = dict[str, float]()
        for file in files:
            for test, (taken, ran) in json.loads(kept[file].read_text()).items():
                seconds[test] = taken
                for module, lines in ran.items():
                    for line in lines:
                        tests[module, line].add(test)
        return cls(tests, seconds)

    def likely(self, mutant: Mutant) -> list[str]:
        """The tests to try, within the budget: first those in files named after the module, then by time."""
        chosen, spent = list[str](), 0.0
        leaf = mutant.module.rpartition(".")[2]
        for test in sorted(self._covering(mutant), key=lambda t: (leaf not in t, self.seconds[t], t)):
            spent += self.seconds[test]
            if spent > BUDGET and chosen:
                break
            chosen.append(test)
        return chosen

    def _covering(self, mutant: Mutant) -> set[str]:
        """A line that runs as its module is imported is run by no test. What became of it is told by the
        tests that run a line which names what it gives, or name that themselves.
        """
        if not mutant.gives:
            return self.tests.get((str(mutant.path), mutant.line), set())
        naming = _lines_naming(mutant.gives, mutant.path if mutant.gives.startswith("_") else None)
        told = {test for place in naming for test in self.tests.get(place, ())}
        return told | {test for test in self.seconds if _names(test.partition("::")[0], mutant.gives)}


def files_of_tests(folders: Iterable[str]) -> list[str]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("test_*.py"))
    return sorted(str(path.relative_to(ROOT)) for path in found if path.name not in _TOO_LONG)


def _lines_naming(name: str, within: Path | None) -> list[tuple[str, int]]:
    word = re.compile(rf"\b{name}\b")
    return [
        (str(path), number)
        for path, lines in _sources().items()
        if within in (None, path)
        for number, line in enumerate(lines, start=1)
        if word.search(line)
    ]


@cache
def _names(file: str, name: str) -> bool:
    """Whether that file of tests has the name in it."""
    return bool(re.search(rf"\b{name}\b", (ROOT / file).read_text(encoding="utf-8")))


@cache
def _sources() -> dict[Path, list[str]]:
    paths = (path for room in ROOMS for path in (LAYER / room).rglob("*.py"))
    return {path: path.read_text(encoding="utf-8").splitlines() for path in paths}


def _measure(files: list[str]) -> dict[str, dict[str, Any]]:
    """{file of tests: {test: [seconds, {module: lines}]}}"""
    told = _KEPT / f"{os.getpid()}-{_digest([Path(file) for file in files])}.json"
    run = subprocess.run(
        [*PYTEST, *files],
        cwd=ROOT,
        env=os.environ | {"RELANCE_COVERAGE": str(told), "HYPOTHESIS_PROFILE": "default"},
        capture_output=True,
        text=True,
        check=False,
    )
    if not told.exists():
        raise SystemExit(f"The tests do not run:\n{run.stdout[-3000:]}{run.stderr[-1000:]}")
    print(*(line for line in run.stdout.splitlines() if line.startswith("FAILED")), sep="\n", end="")
    by_file: dict[str, dict[str, Any]] = {file: {} for file in files}
    for test, of_test in json.loads(told.read_text()).items():
        by_file[test.partition("::")[0]][test] = of_test
    told.unlink()
    return by_file


def _state(file: str) -> str:
    return _digest([ROOT / file], _what_all_rest_on())


@cache
def _what_all_rest_on() -> str:
    shared = (path for path in (ROOT / "tests").rglob("*.py") if not path.name.startswith("test_"))
    apart = (path for path in shared if path.parent != Path(__file__).parent)
    return _digest(sorted((*LAYER.rglob("*.py"), *apart)))


def _digest(paths: Iterable[Path], salt: str = "") -> str:
    digest = hashlib.sha256(salt.encode())
    for path in paths:
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]
