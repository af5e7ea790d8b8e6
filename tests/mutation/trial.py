"""One mutant, and what its tests say of it.

Most mutants are tried in a fork of a process that has imported every test already (`Forks`): there a function
is altered where it is. A mutant that alters what a name is given as its module is imported (`LIMIT = 100`) is
tried in a process of its own (`alone`), which takes some seconds more.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import IO

import pytest

from tests.mutation.coverage import BUDGET, PYTEST, Coverage
from tests.mutation.mutants import ROOT, Mutant

# A mutant whose tests have not ended by then never ends: somebody would notice. In seconds.
_LONGEST = 60 + 8 * BUDGET


class Verdict(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    # The modules cannot even be imported: no test has judged the mutant.
    NOT_IMPORTED = "not imported"


_OF_EXIT_CODE = {
    pytest.ExitCode.OK: Verdict.SURVIVED,
    pytest.ExitCode.TESTS_FAILED: Verdict.KILLED,
}


class Forks:
    """A process that has imported the tests, and tries each mutant in a fork of itself."""

    def __init__(self, files: Sequence[str]) -> None:
        asked, told = os.pipe(), os.pipe()
        pipes = {"RELANCE_FORKS": f"{asked[0]},{told[1]}", "HYPOTHESIS_PROFILE": "default"}
        self._process = subprocess.Popen(
            [*PYTEST, "-x", *files],
            cwd=ROOT,
            env=os.environ | pipes,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(asked[0], told[1]),
        )
        os.close(asked[0])
        os.close(told[1])
        self._asked: IO[str] = os.fdopen(asked[1], "w")
        self._told: IO[str] = os.fdopen(told[0])

    def ask(self, mutant: Mutant, tests: dict[str, float]) -> Verdict | None:
        """`tests`: how many seconds each takes on the untouched tree. None if none could be altered."""
        longest = {test: 5 + int(5 * seconds) for test, seconds in tests.items()}
        question = {"module": mutant.module, "place": mutant.place, "longest": longest}
        print(json.dumps(question), file=self._asked, flush=True)
        if not (answer := self._told.readline()):
            raise RuntimeError("the process that tries mutants has ended")
        return Verdict(answer.strip()) if answer.strip() else None

    def end(self) -> None:
        with ExitStack() as ends:
            for end in (self._process.wait, self._told.close, self._asked.close):
                ends.callback(end)


def alone(mutant: Mutant, tests: Sequence[str]) -> Verdict:
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "tests.json"
        chosen.write_text(json.dumps(tests))
        told = {
            "RELANCE_MUTANT": f"{mutant.module}:{mutant.place}",
            "RELANCE_TESTS": str(chosen),
            "HYPOTHESIS_PROFILE": "default",
        }
        try:
            code = subprocess.run(
                [*PYTEST, "-x", *sorted({test.split("::")[0] for test in tests})],
                cwd=ROOT,
                env=os.environ | told,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_LONGEST,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            return Verdict.KILLED
    return _OF_EXIT_CODE.get(pytest.ExitCode(code), Verdict.NOT_IMPORTED)


def tried(mutant: Mutant, coverage: Coverage, forks: Forks) -> Verdict:
    tests = coverage.likely(mutant)
    if not tests:
        return Verdict.SURVIVED
    if (
        not mutant.gives
        and forks.ask(mutant, {test: coverage.seconds[test] for test in tests}) is Verdict.KILLED
    ):
        return Verdict.KILLED
    return alone(mutant, tests)
