"""`python -m local.replay LEDGER.csv`: the back-test as a command of its own."""

from __future__ import annotations

import argparse
import sys

from local.errors import LaptopError
from local.replay.command import add_arguments, run


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m local.replay", description="Plays a plan on a past ledger, day by day."
    )
    add_arguments(parser)
    try:
        return run(parser.parse_args())
    except LaptopError as error:
        sys.stderr.write(f"replay: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
