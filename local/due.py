"""What the due index says of the hours to come: between its instants the schedules find nothing to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from local.cloud import Cloud
from relance.store.keys import IndexKey, read_due_instant


def due_instants(cloud: Cloud, core_table: str, after: datetime) -> Iterator[datetime]:
    """When each waiting enrolment is due, of those due after `after`; in no order, one for each."""
    pages = cloud.dynamodb().get_paginator("scan").paginate(TableName=core_table, IndexName="due")
    for page in pages:
        for item in page["Items"]:
            instant = read_due_instant(IndexKey(item["g"]["S"], item["gs"]["S"]))
            if instant > after:
                yield instant
