"""What the Lambda service says of a call."""

from __future__ import annotations

from aws_lambda_powertools.utilities.typing import LambdaContext


class _Context(LambdaContext):
    def __init__(self, function: str) -> None:
        self._function_name = function
        self._aws_request_id = "request-1"


def context(function: str) -> LambdaContext:
    return _Context(function)
