"""What reading one input costs, measured in a process of its own: CPU seconds and peak memory.

A family is a module of this package with `GENERATORS` (name -> function of n that makes about n bytes) and
`read` (bytes -> anything). `python -m benchmarks.worst.measure mail "flat quotations" 250000` measures one.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from typing import Final

LONGEST: Final = 60  # CPU seconds after which a reader is stopped
_SHORTEST: Final = 0.05  # CPU seconds; the growth of a shorter time is noise
_KB: Final = 1_024
_MB: Final = 1_024 * 1_024


@dataclass(frozen=True, slots=True)
class Cost:
    """`peak` is the process's memory in MB with the libraries that the reader loads; `own` is without."""

    bytes: int
    seconds: float
    peak: float
    own: float
    error: str = ""


def growth(costs: list[Cost]) -> float | None:
    """The largest ratio of CPU time between an input and one of half its size; None when both are short."""
    pairs = zip(costs, costs[1:], strict=False)
    ratios = [
        after.seconds / max(before.seconds, _SHORTEST) for before, after in pairs if after.seconds > _SHORTEST
    ]
    return round(max(ratios), 2) if ratios else None


def in_a_process_of_its_own(family: str, name: str, size: int) -> Cost:
    run = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "benchmarks.worst.measure", family, name, str(size)],
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST * 10,
    )
    if run.returncode:
        said = run.stderr.strip().splitlines()[-1:] or [f"stopped after {LONGEST} CPU seconds"]
        return Cost(size, LONGEST, 0, 0, said[0])
    return Cost(**json.loads(run.stdout))


def measured(family: str, name: str, size: int) -> Cost:
    module = import_module(f"benchmarks.worst.{family}")
    data = module.GENERATORS[name](size)
    module.read(module.GENERATORS[name](1_000))  # loads and compiles what any reading needs
    before = _peak()
    started = time.process_time()
    module.read(data)
    taken = time.process_time() - started
    return Cost(len(data), round(taken, 3), round(_peak()), round(_peak() - before))


def _peak() -> float:
    """MB; ru_maxrss counts kilobytes, on a Mac bytes."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (_MB if sys.platform == "darwin" else _KB)


def main() -> None:
    family, name, size = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    cost = measured(family, name, int(size))
    sys.stdout.write(
        json.dumps({"bytes": cost.bytes, "seconds": cost.seconds, "peak": cost.peak, "own": cost.own})
    )


if __name__ == "__main__":
    main()
