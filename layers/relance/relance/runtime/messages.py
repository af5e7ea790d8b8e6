"""Messages of a queue, one by one: those that fail come again, and in the end go to the dead-letter queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from relance.runtime.observability import logger


def each_message[Message](
    event: dict[str, Any], *, parse: Callable[[str], Message], do: Callable[[Message], object]
) -> dict[str, Any]:
    """An SQS event through `do`; answers the partial batch response (ReportBatchItemFailures)."""
    failures = []
    for record in event["Records"]:
        try:
            do(parse(record["body"]))
        except Exception:
            logger.exception("message failed", extra={"message_id": record["messageId"]})
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
