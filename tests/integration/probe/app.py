"""Stands in for every function: notes each event in the core table, and does what the event asks for."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import boto3

CORE = boto3.client("dynamodb")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    note = {
        "pk": {"S": context.function_name},
        "sk": {"S": f"{time.time():.6f}"},
        "event": {"S": json.dumps(event)},
        "at": {"N": str(int(time.time() + offset()))},
    }
    CORE.put_item(TableName=os.environ["CORE_TABLE"], Item=note)
    if any(record["body"] == "send a mail" for record in event.get("Records", [])):
        send_a_mail()
    if event.get("delete"):
        CORE.delete_item(TableName=os.environ["CORE_TABLE"], Key={"pk": note["pk"], "sk": note["sk"]})
    return {"batchItemFailures": []}


def offset() -> int:
    """Seconds the laptop's clock is ahead of the machine's."""
    clock = Path(os.environ["RELANCE_CLOCK_FILE"])
    return int(json.loads(clock.read_text())["offset_seconds"]) if clock.exists() else 0


def send_a_mail() -> None:
    boto3.client("sesv2").send_email(
        FromEmailAddress=os.environ["FALLBACK_SENDER"],
        Destination={"ToAddresses": ["someone@example.com"]},
        ConfigurationSetName=os.environ["CONFIGURATION_SET"],
        Content={"Simple": {"Subject": {"Data": "Reminder"}, "Body": {"Text": {"Data": "Please"}}}},
    )
