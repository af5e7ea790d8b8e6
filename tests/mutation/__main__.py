"""`python -m tests.mutation [--count 150] [--seed N] [--only TEXT ...] [--tests PATH]`

Prints each mutant that no test noticed, and the score: the killed ones among those that are not equivalent.
`--only` takes every mutant whose "module:line text" contains one of the TEXTs. Ends with 1 below `--goal`.
The same seed takes the same mutants, as long as the code is the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from tests.mutation.mutants import LAYER, ROOT, Mutant, modules, mutants_of

PROCESSES = 2
# The tests that say what the two rooms do, without a network or a database; a process runs each line.
FOLDERS = (
    "tests/scenario tests/crash",
    "tests/unit/domain tests/unit/usecases tests/unit/api --ignore tests/unit/api/test_schemathesis.py",
)
# What runs for one mutant takes at most this long, in seconds of the untouched tree; shortest first.
BUDGET = 25.0
EQUIVALENT = Path(__file__).parent / "equivalent.toml"
_CACHE = ROOT / ".pytest_cache" / "mutation"
_PYTEST = (
    sys.executable,
    "-m",
    "pytest",
    "-q",
    "-x",
    "-p",
    "no:cacheprovider",
    "-p",
    "tests.mutation.plugin",
)


@dataclass(frozen=True)
class Coverage:
    """Which tests run each line: {(file, line): tests}, and how long each test takes."""

    tests: dict[tuple[str, int], set[str]]
    seconds: dict[str, float]

    @classmethod
    def measured(cls, folders: tuple[str, ...]) -> Coverage:
        """One run of all the tests on the untouched tree; kept until a file changes."""
        with ThreadPoolExecutor(PROCESSES) as pool:
            parts = list(pool.map(_measured, folders))
        tests: dict[tuple[str, int], set[str]] = {}
        for told in parts:
            for test, files in told["lines"].items():
                for file, lines in files.items():
                    for line in lines:
                        tests.setdefault((file, line), set()).add(test)
        return cls(tests, {test: taken for told in parts for test, taken in told["seconds"].items()})

    def likely(self, mutant: Mutant) -> list[str]:
        covering = self.tests.get((str(mutant.path), mutant.line), set())
        chosen, spent = list[str](), 0.0
        for test in sorted(covering, key=lambda test: (self.seconds[test], test)):
            spent += self.seconds[test]
            if spent > BUDGET and chosen:
                break
            chosen.append(test)
        return chosen


def _measured(folders: str) -> dict[str, Any]:
    kept = _CACHE / f"{_state(folders)}.json"
    if not kept.exists():
        _CACHE.mkdir(parents=True, exist_ok=True)
        run = subprocess.run(
            [*_PYTEST, "-k", "not dynamo", *folders.split()],
            cwd=ROOT,
            env=os.environ | {"RELANCE_COVERAGE": str(kept), "HYPOTHESIS_PROFILE": "default"},
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            kept.unlink(missing_ok=True)
            raise SystemExit(f"The untouched tree fails:\n{run.stdout[-3000:]}{run.stderr[-1000:]}")
    told: dict[str, Any] = json.loads(kept.read_text())
    return told


def _state(folders: str) -> str:
    digest = hashlib.sha256(folders.encode())
    for path in sorted((*LAYER.rglob("*.py"), *(ROOT / "tests").rglob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def is_killed(mutant: Mutant, coverage: Coverage) -> bool:
    tests = coverage.likely(mutant)
    if not tests:
        return False
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "tests.json"
        chosen.write_text(json.dumps(tests))
        files = sorted({test.split("::")[0] for test in tests})
        told = {
            "RELANCE_MUTANT": f"{mutant.module}:{mutant.place}",
            "RELANCE_TESTS": str(chosen),
            "HYPOTHESIS_PROFILE": "default",
        }
        try:
            code = _pytest(files, told)
        except subprocess.TimeoutExpired:
            return True  # It would never end: somebody would notice.
        # A mutant that a conftest cannot import ends as if the files were not there: are they, without it?
        if code in _NOT_RUN and _pytest(files, told | {"RELANCE_MUTANT": ""}, "--collect-only") in _NOT_RUN:
            raise RuntimeError(f"the tests of {mutant.text} could not be run: did a file change meanwhile?")
    return code != pytest.ExitCode.OK


_NOT_RUN = (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED)


def _pytest(files: Sequence[str], told: dict[str, str], *options: str) -> int:
    return subprocess.run(
        [*_PYTEST, *options, *files],
        cwd=ROOT,
        env=os.environ | told,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60 + 8 * BUDGET,
        check=False,
    ).returncode


@cache
def every_mutant() -> tuple[Mutant, ...]:
    return tuple(mutant for module in modules() for mutant in mutants_of(module))


def chosen(count: int, seed: int, only: Sequence[str]) -> list[Mutant]:
    every = every_mutant()
    if only:
        return [m for m in every if any(o in f"{m.module}:{m.line} {m.text}" for o in only)]
    return sorted(random.Random(seed).sample(every, min(count, len(every))))  # noqa: S311 - no secret


def equivalent() -> dict[str, str]:
    """Mutants that behave as the code does, by their text, with the reason."""
    return {line["mutant"]: line["why"] for line in tomllib.loads(EQUIVALENT.read_text())["equivalent"]}


def tried(mutants: Sequence[Mutant], coverage: Coverage) -> list[Mutant]:
    """Those that no test notices."""
    survivors = []
    with ThreadPoolExecutor(PROCESSES) as pool:
        asked = [(mutant, pool.submit(is_killed, mutant, coverage)) for mutant in mutants]
        for number, (mutant, killed) in enumerate(asked, start=1):
            if not killed.result():
                survivors.append(mutant)
                print(f"survived  {mutant.path.relative_to(LAYER)}:{mutant.line}  {mutant.text}", flush=True)
            if not number % 25:
                print(f"{number} of {len(mutants)} tried", flush=True)
    return survivors


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.mutation")
    asked.add_argument("--count", type=int, default=150)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked.add_argument("--only", nargs="+", default=())
    asked.add_argument("--goal", type=float, default=0.97)
    asked.add_argument("--tests", nargs="+", default=FOLDERS)
    options = asked.parse_args()
    began = perf_counter()
    same = equivalent()
    mutants = chosen(options.count, options.seed, options.only)
    real = [mutant for mutant in mutants if mutant.text not in same]
    print(f"seed {options.seed}: {len(mutants)} mutants, {len(mutants) - len(real)} equivalent", flush=True)
    survivors = tried(real, Coverage.measured(tuple(options.tests)))
    killed = len(real) - len(survivors)
    score = killed / len(real) if real else 1.0
    seconds = perf_counter() - began
    print(f"{killed} of {len(real)} killed: {score:.3f} in {seconds:.0f} s (seed {options.seed})")
    return 0 if score >= options.goal else 1


if __name__ == "__main__":
    sys.exit(main())
