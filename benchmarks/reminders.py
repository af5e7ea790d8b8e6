"""What one reminder costs, end to end: `python -m benchmarks.reminders [--n 1000]`."""

from __future__ import annotations

import argparse
import json
import sys

from benchmarks.backend import backend
from benchmarks.calls import Recorder

_ROUND = 100


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1_000, help="reminders (rounded to rounds of 100)")
    n = parser.parse_args(arguments).n
    size = min(n, _ROUND)
    recorder = Recorder()
    with backend() as name:
        from benchmarks.run import Functions

        figures = Functions(recorder).measure(rounds=max(1, n // size), size=size)
    print(
        json.dumps(
            {
                "n": figures.reminders,
                "backend": name,
                "reminders_per_s": round(figures.per_second, 1),
                "cpu_ms_per_reminder": round(figures.cpu, 3),
                "floor_cpu_ms": round(figures.floor, 3),
                "ratio_to_floor": round(figures.ratio, 3),
                "write_units_per_reminder": round(figures.write_units, 2),
                "api_calls_per_reminder": round(figures.api_calls, 2),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
