"""The worst inputs known for each reader: `python -m benchmarks.worst [FAMILY ...] [--size N] [--only WORD]`.

Every input is made at n, 2n and 4n bytes and read in a process of its own. One JSON line an input: CPU
seconds, peak memory in MB, the largest growth of time per doubling. 1 when one is over a bound.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks.worst.measure import Cost, growth, in_a_process_of_its_own

_FRAME: Final = {"__init__", "__main__", "measure"}
MOST_GROWTH: Final = 2.3
MOST_SECONDS: Final = 5.0  # for the largest, of about 1 MB
MOST_MEMORY: Final = 400  # MB


def main() -> int:
    asked = _arguments()
    over: list[str] = []
    count = 0
    for family in asked.families or families():
        for name in import_module(f"benchmarks.worst.{family}").GENERATORS:
            if asked.only not in name:
                continue
            costs = [in_a_process_of_its_own(family, name, asked.size * times) for times in (1, 2, 4)]
            count += 1
            over += [f"{family}: {name}"] if _is_over(costs) else []
            _say(_line(family, name, costs))
    _say({"benchmark": "worst", "inputs": count, "over": over})
    return 1 if over else 0


def families() -> list[str]:
    here = Path(__file__).parent
    return sorted(path.stem for path in here.glob("*.py") if path.stem not in _FRAME)


def _is_over(costs: list[Cost]) -> bool:
    last = costs[-1]
    return (
        any(cost.error for cost in costs)
        or (growth(costs) or 0) > MOST_GROWTH
        or last.seconds > MOST_SECONDS
        or last.peak > MOST_MEMORY
    )


def _line(family: str, name: str, costs: list[Cost]) -> dict[str, object]:
    return {
        "family": family,
        "input": name,
        "bytes": [cost.bytes for cost in costs],
        "cpu_s": [cost.seconds for cost in costs],
        "peak_mb": [cost.peak for cost in costs],
        "growth": growth(costs),
        **({"error": error} if (error := next((c.error for c in costs if c.error), "")) else {}),
    }


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worst", description=__doc__)
    parser.add_argument("families", nargs="*", metavar="FAMILY", choices=[[], *families()])
    parser.add_argument("--size", type=int, default=250_000, help="n, in bytes")
    parser.add_argument("--only", default="", help="inputs whose name holds this word")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
