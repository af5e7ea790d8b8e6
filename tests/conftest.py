"""How hard the generated tests look, and how the parametrized ones are called.

By default the generated examples are the same in every run and on every machine. To look further, at other
examples with each seed: `HYPOTHESIS_PROFILE=thorough pytest --hypothesis-seed=N`.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from tests import dynamodb_local

# No deadline: a test that is slow once, on a busy machine, is not a failing test.
settings.register_profile(
    "default",
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", parent=settings.get_profile("default"), max_examples=250, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# Nothing here may ever reach AWS itself.
os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",  # noqa: S106 - not a secret, and must not be one
    AWS_DEFAULT_REGION="eu-west-3",
    AWS_EC2_METADATA_DISABLED="true",
)

_LONGEST_ID = 40


def pytest_make_parametrize_id(val: object) -> str | None:
    """A long text is called by its beginning; pytest numbers those that begin alike."""
    if isinstance(val, bytes):
        val = val.decode("ascii", "replace")
    if not isinstance(val, str) or len(val) <= _LONGEST_ID:
        return None
    return val[:_LONGEST_ID].encode("unicode_escape").decode()[:_LONGEST_ID] + "..."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Without DynamoDB Local one line says so, with the number of tests: pytest folds what has one place."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        _, _, reason = report.longrepr
        if "DynamoDB Local" in reason:
            report.longrepr = (dynamodb_local.__file__, 1, reason)
    return report
