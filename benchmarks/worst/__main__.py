"""The worst input known for all that reads outside bytes: `python -m benchmarks.worst [--family mail]`.

Each input is read at 250 KB, 500 KB and 1 MB, each time in a process of its own. Prints one JSON line an
input: CPU seconds, peak memory in MB, and the growth of time from 500 KB to 1 MB. The exit code is 1 when
1 MB of anything takes 5 s of CPU or 400 MB, or when time grows by more than 2.3 for twice the bytes (times
below half a second say nothing about growth, and are not judged).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

FAMILIES: Final = ("files", "documents", "mail", "templates", "bodies")
_SIZES: Final = (250_000, 500_000, 1_000_000)
_MOST_SECONDS, _MOST_MEGABYTES, _MOST_GROWTH = 5.0, 400.0, 2.3
_SAYS_SOMETHING = 0.5
_PATIENCE_SECONDS = 120


def _family(name: str) -> tuple[Mapping[str, Callable[[int], bytes]], Callable[[bytes], None]]:
    module = import_module(f"benchmarks.worst.{name}")
    return module.GENERATORS, module.read


def once(family: str, name: str, size: int) -> tuple[float, float]:
    """(CPU seconds, peak megabytes) of reading that input in this process."""
    generators, read = _family(family)
    data = generators[name](size)
    started = time.process_time()
    read(data)
    return time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _measured(family: str, name: str, size: int) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.worst", "--once", family, name, str(size)]
    try:
        run = subprocess.run(  # noqa: S603 - our own command line
            command, capture_output=True, text=True, check=True, timeout=_PATIENCE_SECONDS
        )
    except subprocess.TimeoutExpired:
        return float(_PATIENCE_SECONDS), float("nan")
    seconds, megabytes = json.loads(run.stdout.splitlines()[-1])
    return seconds, megabytes


def _line(family: str, name: str) -> bool:
    figures = [_measured(family, name, size) for size in _SIZES]
    seconds = [round(cpu, 2) for cpu, _ in figures]
    growth = figures[2][0] / max(figures[1][0], 1e-9)
    judged = figures[2][0] > _SAYS_SOMETHING
    good = figures[2][0] < _MOST_SECONDS and figures[2][1] < _MOST_MEGABYTES
    good = good and (not judged or growth <= _MOST_GROWTH)
    peak = round(figures[2][1])
    told = {"family": family, "input": name, "cpu_s": seconds, "peak_mb": peak, "growth": round(growth, 2)}
    print(json.dumps(told | {"good": good}), flush=True)
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--family", choices=FAMILIES, action="append")
    parser.add_argument("--once", nargs=3, metavar=("FAMILY", "INPUT", "BYTES"))
    options = parser.parse_args()
    if options.once:
        print(json.dumps(once(options.once[0], options.once[1], int(options.once[2]))))
        return 0
    families = options.family or FAMILIES
    results = [_line(family, name) for family in families for name in _family(family)[0]]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
