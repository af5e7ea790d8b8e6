"""Executions of the state machine `letter` in Step Functions (port `LetterExecutions`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from relance.usecases.ports.posting import LetterOrder

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_STARTED_BEFORE: Final = "ExecutionAlreadyExists"
_GONE: Final = ("TaskDoesNotExist", "TaskTimedOut", "InvalidToken")


@dataclass(frozen=True)
class StepFunctionsExecutions:
    """`machine` is the ARN of the state machine."""

    machine: str
    region: str

    @cached_property
    def _client(self) -> SFNClient:
        # Both calls may be repeated: of one name there is one execution, and a token is used up by its use.
        client: SFNClient = boto3.client(
            "stepfunctions",
            region_name=self.region,
            config=Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 3}),
        )
        return client

    def start(self, order: LetterOrder, name: str) -> None:
        try:
            self._client.start_execution(stateMachineArn=self.machine, name=name, input=as_input(order))
        except ClientError as error:
            if error.response["Error"]["Code"] != _STARTED_BEFORE:
                raise

    def resume(self, token: str) -> None:
        try:
            self._client.send_task_success(taskToken=token, output='{"outcome": "over"}')
        except ClientError as error:
            if error.response["Error"]["Code"] not in _GONE:
                raise


def as_input(order: LetterOrder) -> str:
    """What `contracts.letters.PostOrder` reads."""
    key = order.key
    return json.dumps(
        {
            "org": key.org,
            "customer": key.customer,
            "enrolment": key.enrolment,
            "cycle": key.cycle,
            "step": key.step,
            "attempt": order.attempt,
            "letter": order.letter,
        }
    )
