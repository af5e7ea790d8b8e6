"""How hard the generated tests look: `HYPOTHESIS_PROFILE=thorough pytest` looks longer."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# No deadline: a test that is slow once, on a busy machine, is not a failing test.
settings.register_profile(
    "default", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# Nothing here may ever reach AWS itself.
os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",  # noqa: S106 - not a secret, and must not be one
    AWS_DEFAULT_REGION="eu-west-3",
    AWS_EC2_METADATA_DISABLED="true",
)
