"""Messages of a queue, one by one: those that fail come again, and in the end go to the dead-letter queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from relance.runtime.observability import logger
from relance.unreadable import Unreadable


def each_message[Message](
    event: dict[str, Any], *, parse: Callable[[str], Message], do: Callable[[Message], object]
) -> dict[str, Any]:
    """An SQS event through `do`; answers the partial batch response (ReportBatchItemFailures)."""
    failures = []
    for record in event["Records"]:
        try:
            do(_read(record["body"], parse))
        except Exception:
            logger.exception("message failed", extra={"message_id": record["messageId"]})
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def _read[Message](body: str, parse: Callable[[str], Message]) -> Message:
    """Raises Unreadable, which tells nothing of what the message holds."""
    try:
        return parse(body)
    except ValidationError as error:
        raise Unreadable.because(error.title, error) from None
