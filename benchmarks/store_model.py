"""Two thousand random changes of accounts, each broken off or met by another worker, then compared.

    python -m benchmarks.store_model [--changes 2000] [--minutes 10] [--seed 1]

On DynamoDB Local (`make dynamodb-local`). Prints one JSON object; the exit code is 1 when anything was lost,
resurrected or doubled.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from random import Random
from statistics import median

from relance.store.dynamo.tables import Tables, TableSettings
from relance.store.dynamo.wire import Wire
from tests.contract.random_changes import Model
from tests.dynamodb_local import dynamodb_local, why_not

_OF_A_CUSTOMER = 6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=2_000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if reason := why_not():
        print(reason)
        return 2
    for name, value in (("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")):
        os.environ.setdefault(name, value)
    with dynamodb_local() as url:
        settings = TableSettings("core", "log", "eu-west-3", url, shards=4, inbox="inbox")
        tables = Tables.bound(settings)
        tables.core.create_table(wait=True)
        model = Model(tables, Wire(settings), Random(asked.seed), "acme")  # noqa: S311 - no secret
        start = time.monotonic()
        while model.found.changes < asked.changes and time.monotonic() - start < asked.minutes * 60:
            model.customer(min(_OF_A_CUSTOMER, asked.changes - model.found.changes))
        seconds = time.monotonic() - start
    found = model.found
    print(
        json.dumps(
            {
                "changes": found.changes,
                "items_median": median(found.sizes),
                "items_most": max(found.sizes),
                "of_more_than_100_items": sum(size > 100 for size in found.sizes),
                "of_more_than_two_writes": found.large,
                "faults_injected": found.faults,
                "second_workers": found.workers,
                "lost": found.lost,
                "resurrected": found.resurrected,
                "doubled": found.doubled,
                "kinds": found.kinds,
                "seconds": round(seconds),
                "wrong": found.wrong[:20],
            },
            indent=2,
        )
    )
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
