"""`python -m tests.mutation [--count 150] [--seed N] [--only TEXT ...] [--tests PATH ...]`

Prints each mutant that no test noticed, and the score: the killed ones among those that are not equivalent.
Mutants whose modules cannot be imported are counted apart: no test has judged them.
`--only` takes every mutant whose "module:line text" contains one of the TEXTs. Ends with 1 below `--goal`.
The same seed takes the same mutants, as long as the code is the same.
"""

from __future__ import annotations

import argparse
import random
import sys
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter

from tests.mutation.coverage import FOLDERS, PROCESSES, Coverage, files_of_tests
from tests.mutation.mutants import LAYER, Mutant, modules, mutants_of
from tests.mutation.trial import Forks, Verdict, tried

EQUIVALENT = Path(__file__).parent / "equivalent.toml"


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


def judged(mutants: Sequence[Mutant], files: Sequence[str], processes: int) -> list[Verdict]:
    coverage = Coverage.measured(files)
    every, free = [Forks(files) for _ in range(processes)], SimpleQueue[Forks]()
    for forks in every:
        free.put(forks)

    def judge(mutant: Mutant) -> Verdict:
        forks = free.get()
        try:
            return tried(mutant, coverage, forks)
        finally:
            free.put(forks)

    verdicts = []
    with ThreadPoolExecutor(processes) as pool:
        for number, (mutant, verdict) in enumerate(zip(mutants, pool.map(judge, mutants), strict=True), 1):
            verdicts.append(verdict)
            if verdict is not Verdict.KILLED:
                print(f"{verdict}  {mutant.path.relative_to(LAYER)}:{mutant.line}  {mutant.text}", flush=True)
            if not number % 25:
                print(f"{number} of {len(mutants)} tried", flush=True)
    for forks in every:
        forks.end()
    return verdicts


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.mutation")
    asked.add_argument("--count", type=int, default=150)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked.add_argument("--only", nargs="+", default=())
    asked.add_argument("--goal", type=float, default=0.97)
    asked.add_argument("--tests", nargs="+", default=FOLDERS)
    asked.add_argument("--processes", type=int, default=PROCESSES)
    options = asked.parse_args()
    began = perf_counter()
    same = equivalent()
    mutants = chosen(options.count, options.seed, options.only)
    real = [mutant for mutant in mutants if mutant.text not in same]
    print(f"seed {options.seed}: {len(mutants)} mutants, {len(mutants) - len(real)} equivalent", flush=True)
    verdicts = judged(real, files_of_tests(options.tests), options.processes)
    killed, survived = verdicts.count(Verdict.KILLED), verdicts.count(Verdict.SURVIVED)
    score = killed / (killed + survived) if killed + survived else 1.0
    print(
        f"{killed} of {killed + survived} killed: {score:.3f}, {verdicts.count(Verdict.NOT_IMPORTED)} not "
        f"imported, in {perf_counter() - began:.0f} s (seed {options.seed})"
    )
    return 0 if score >= options.goal else 1


if __name__ == "__main__":
    sys.exit(main())
