"""One line a call: what was done, how long it took; and the counts that alarms and dashboards read.

Lines carry ids, never bodies, addresses or tokens; nor do errors (`discreet.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.runtime.discreet import Discreet, told

logger = Logger(logger_formatter=Discreet())
metrics = Metrics()

type Handler = Callable[[dict[str, Any], LambdaContext], Any]


class CallFailed(Exception):
    """What the Lambda service is told, which writes it into the log once more."""


def observed(handler: Handler) -> Handler:
    """Logs the end of every call, well or badly, with the request's id; and flushes what was counted.

    The call raises CallFailed in the place of any error.
    """

    @wraps(handler)
    def call(event: dict[str, Any], context: LambdaContext) -> Any:
        logger.append_keys(request_id=context.aws_request_id, function=context.function_name)
        started = time.perf_counter()
        try:
            answer = handler(event, context)
        except Exception as error:
            logger.exception("failed", extra={"milliseconds": _since(started)})
            raise CallFailed(told(error)) from None
        finally:
            if metrics.provider.metric_set:  # nothing counted is no line, and no warning either
                metrics.flush_metrics()
        logger.info("done", extra={"milliseconds": _since(started), "answer": answer})
        return answer

    return call


def count[Name: str](counts: Mapping[Name, int]) -> None:
    """Adds to metrics of those names."""
    for name, number in counts.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=number)


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
