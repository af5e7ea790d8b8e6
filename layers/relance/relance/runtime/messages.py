"""Messages of a queue, one by one: those that fail come again, and in the end go to the dead-letter queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from relance.runtime.observability import logger
from relance.unreadable import Unreadable

# A queue whose function gives up hands a message out once more (`maxReceiveCount` in template.yaml).
TRIES = 5


class GivenUp(Exception):
    """The message failed too often; what it was about has been told to people."""


def each_message[Message](
    event: dict[str, Any],
    *,
    parse: Callable[[str], Message],
    do: Callable[[Message], object],
    give_up: Callable[[Message], object] | None = None,
) -> dict[str, Any]:
    """An SQS event through `do`; answers the partial batch response (ReportBatchItemFailures).

    A message that `do` failed on TRIES times, or that its worker died of, goes to `give_up` instead, which
    leaves something for people to see. It counts as failed all the same, so that the queue moves it to the
    dead-letter queue, where an alarm tells of it.
    """
    failures = []
    for record in event["Records"]:
        try:
            message = _read(record["body"], parse)
            if give_up and _received(record) > TRIES:
                give_up(message)
                raise GivenUp
            do(message)
        except Exception:
            logger.exception("message failed", extra={"message_id": record["messageId"]})
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def _received(record: dict[str, Any]) -> int:
    """How often the queue has handed the message out, this time included."""
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))


def _read[Message](body: str, parse: Callable[[str], Message]) -> Message:
    """Raises Unreadable, which tells nothing of what the message holds."""
    try:
        return parse(body)
    except ValidationError as error:
        raise Unreadable.because(error.title, error) from None
