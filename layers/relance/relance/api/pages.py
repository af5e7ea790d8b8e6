"""The parameters that every list of the API takes."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

# Parameters of every list. Lists that take more than these say so.
Limit = Annotated[int, Query(ge=1, le=200, description="At most so many items.")]
Cursor = Annotated[
    str | None, Query(max_length=2000, description="`next` of the page before; with the same filters.")
]
DEFAULT_LIMIT = 50
