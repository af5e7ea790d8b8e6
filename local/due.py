"""What the due index says of the hours to come: between its instants the schedules find nothing to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from local.cloud import Cloud


def due_instants(cloud: Cloud, core_table: str, after: datetime) -> Iterator[datetime]:
    """When each waiting enrolment is due, of those due after `after`; in no order, one for each."""
    pages = cloud.dynamodb().get_paginator("scan").paginate(TableName=core_table, IndexName="due")
    for page in pages:
        for item in page["Items"]:
            bucket, _, _ = item["g"]["S"].partition("#")
            instant = datetime.strptime(f"{bucket}+0000", "%Y%m%d%H%M%z").astimezone(UTC)
            if instant > after:
                yield instant
