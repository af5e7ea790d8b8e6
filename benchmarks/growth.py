"""Whether a reminder costs the same when there are many: `python -m benchmarks.growth [--sizes 1000 …]`.

As many are due at each size; all other open enrolments wait for a later day.
"""

from __future__ import annotations

import argparse
import json
import sys

from benchmarks.backend import backend
from benchmarks.calls import Recorder

_SIZES = (1_000, 10_000, 100_000)
_ROUND = 100


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES, help="open enrolments")
    parser.add_argument("--due", type=int, default=1_000, help="of which due (rounds of 100)")
    options = parser.parse_args(arguments)
    size = min(options.due, _ROUND)
    rounds = max(1, options.due // size)
    recorder = Recorder()
    with backend() as name:
        from benchmarks.run import Functions

        functions = Functions(recorder)
        measured = {}
        for wanted in sorted(options.sizes):
            functions.fill(wanted - rounds * size)
            measured[wanted] = functions.measure(rounds, size)
    smallest, largest = measured[min(measured)], measured[max(measured)]
    rows = [
        {
            "open": wanted,
            "cpu_ms_per_reminder": round(found.cpu, 3),
            "ratio_to_floor": round(found.ratio, 3),
            "write_units_per_reminder": round(found.write_units, 2),
            "api_calls_per_reminder": round(found.api_calls, 2),
        }
        for wanted, found in measured.items()
    ]
    print(
        json.dumps(
            {
                "backend": name,
                "due": rounds * size,
                "sizes": rows,
                f"ratio_{_thousands(max(measured))}_to_{_thousands(min(measured))}": round(
                    largest.size_free / smallest.size_free, 3
                ),
            }
        )
    )


def _thousands(number: int) -> str:
    return f"{number // 1_000}k" if number % 1_000 == 0 else str(number)


if __name__ == "__main__":
    main(sys.argv[1:])
