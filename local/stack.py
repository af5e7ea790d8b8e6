"""What the deployed template made: the names and addresses a tool or a test needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from local.cloud import Cloud
from local.errors import LaptopError

NAME = "relance"
DUE_SHARDS = 1
"""One partition is never hot here, and two days of due buckets are read in a second rather than in twelve."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The outputs of template.yaml. Functions and queues go by their folder, such as `execute_step`."""

    core_table: str
    log_table: str
    drop_bucket: str
    inbox_table: str
    inbound_bucket: str
    letters_bucket: str
    letter_machine: str
    """ARN of the state machine that posts letters."""
    mail_events_topic: str
    functions: Mapping[str, str]
    """Deployed function name by folder."""
    queues: Mapping[str, str]
    """Queue URL by function."""
    dead_queues: Mapping[str, str]
    """URL of the queue of messages given up, by function."""
    http_api: str | None
    """Id of the HTTP API, once the template has one."""
    user_pool: str | None
    """Who can sign in to it."""

    @classmethod
    def of(cls, outputs: Mapping[str, str]) -> Self:
        dead = _named(outputs, "DeadQueue")
        queues = _named(outputs, "Queue")
        return cls(
            core_table=outputs["CoreTable"],
            log_table=outputs["LogTable"],
            drop_bucket=outputs["DropBucket"],
            inbox_table=outputs["InboxTable"],
            inbound_bucket=outputs["InboundBucket"],
            letters_bucket=outputs["LettersBucket"],
            letter_machine=outputs["LetterMachine"],
            mail_events_topic=outputs["MailEventsTopic"],
            functions=_named(outputs, "Function"),
            queues={name: url for name, url in queues.items() if name in dead},
            dead_queues=dead,
            http_api=outputs.get("HttpApi"),
            user_pool=outputs.get("UserPool"),
        )

    @classmethod
    def deployed(cls, cloud: Cloud) -> Self:
        """The stack as it is now; LaptopError when nothing is deployed."""
        cloudformation = cloud.cloudformation()
        try:
            (stack,) = cloudformation.describe_stacks(StackName=NAME)["Stacks"]
        except cloudformation.exceptions.ClientError as error:
            raise LaptopError("nothing is deployed yet: run `relance up`") from error
        return cls.of({output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])})


def _named(outputs: Mapping[str, str], suffix: str) -> Mapping[str, str]:
    return {
        re.sub(r"(?<!^)(?=[A-Z])", "_", key.removesuffix(suffix)).lower(): value
        for key, value in outputs.items()
        if key.endswith(suffix)
    }
