"""Sixty random changes of accounts, broken off or met by another worker between any two writes, end as in
memory. `python -m benchmarks.store_model` makes two thousand.
"""

from __future__ import annotations

from random import Random

import pytest

from tests.contract.random_changes import Model
from tests.dynamodb_local import why_not


@pytest.mark.parametrize(
    ("tables", "changes", "most"),
    [
        pytest.param("local_tables", 40, 130, id="dynamo-local"),
        pytest.param("moto_tables", 20, 12, id="dynamo-moto"),
    ],
)
def test_random_changes_end_as_in_memory(
    tables: str, changes: int, most: int, org: str, request: pytest.FixtureRequest
) -> None:
    if tables == "local_tables" and (reason := why_not()):
        pytest.skip(reason)
    bound, wire = request.getfixturevalue(tables)
    model = Model(bound, wire, Random(1), org, most, large=0.2)  # noqa: S311 - no secret

    while model.found.changes < changes:
        model.customer(6)

    found = model.found
    assert found.wrong == []
    assert (found.lost, found.resurrected, found.doubled) == (0, 0, 0)
    assert found.faults > changes // 20
    assert found.workers > changes // 20
