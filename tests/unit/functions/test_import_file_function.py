"""functions/import_file: from S3 through EventBridge and the queue, whatever the file is called."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from relance.domain.errors import NotFound
from relance.runtime.aws import house
from relance.runtime.messages import TRIES
from tests.unit.functions.deployed import BUCKET, ORG, REGION, Event, deployed, sample

LEDGER = b"number,customer_id,issue_date,due_date,amount\nF-9,C-9,2026-10-01,2026-11-02,12.00\n"


def dropped(event: Event) -> Event:
    """The event's own files, dropped: its version ids are what the bucket made of them."""
    s3 = boto3.client("s3", region_name=REGION)
    for record in event["Records"]:
        body: dict[str, Any] = json.loads(record["body"])
        if key := body["detail"]["object"].get("key"):
            body["detail"]["object"]["version-id"] = s3.put_object(Bucket=BUCKET, Key=key, Body=LEDGER)[
                "VersionId"
            ]
            record["body"] = json.dumps(body)
    return event


def content() -> set[str]:
    found = boto3.client("s3", region_name=REGION).list_objects_v2(Bucket=BUCKET)
    return {item["Key"] for item in found.get("Contents", [])}


def answered(outcome: str, name: str) -> set[str]:
    """The keys of the answer to the sample's file."""
    (folder,) = {key.split("/")[2] for key in content()}
    return {f"{ORG}/{outcome}/{folder}/{file}" for file in (f"original/{name}", "report.json")}


@pytest.mark.parametrize(
    ("event", "name"), [("dropped", "ledger.csv"), ("odd_name", "Relevé d'été + 1%20.csv")]
)
def test_a_dropped_file_is_imported_and_answered(event: str, name: str) -> None:
    with deployed() as stack:
        stack.owing()
        answer = stack.invoke("import_file", dropped(sample(f"import_file/{event}")))
        assert answer == {"batchItemFailures": []}
        assert "F-9" in house().accounts.load(ORG, "C-9").receivables.invoices
        assert content() == answered("processed", name)


def test_a_preview_is_answered_and_imports_nothing() -> None:
    with deployed() as stack:
        stack.owing()
        stack.invoke("import_file", dropped(sample("import_file/preview")))
        assert content() == answered("previewed", "ledger.csv")
        with pytest.raises(NotFound):
            house().accounts.load(ORG, "C-9")


def test_a_message_that_cannot_be_read_and_an_answer_of_ours_stop_no_other() -> None:
    with deployed() as stack:
        stack.owing()
        event = dropped(sample("import_file/one_cannot_be_read"))
        (failure,) = stack.invoke("import_file", event)["batchItemFailures"]
        assert failure["itemIdentifier"] == event["Records"][1]["messageId"]
        assert "F-9" in house().accounts.load(ORG, "C-9").receivables.invoices
        ours = json.loads(event["Records"][2]["body"])["detail"]["object"]["key"]
        assert ours in content()


def test_a_message_that_comes_twice_finds_its_file_answered() -> None:
    with deployed() as stack:
        stack.owing()
        event = dropped(sample("import_file/dropped"))
        for _ in range(2):
            assert stack.invoke("import_file", event) == {"batchItemFailures": []}
        assert len(house().accounts.load(ORG, "C-9").receivables.invoices) == 1


def handed_out_too_often(event: Event) -> Event:
    for record in event["Records"]:
        record["attributes"]["ApproximateReceiveCount"] = str(TRIES + 1)
    return event


def test_a_file_that_failed_again_and_again_is_answered_with_a_report_and_can_be_dropped_anew() -> None:
    with deployed() as stack:
        stack.owing()
        event = handed_out_too_often(dropped(sample("import_file/dropped")))
        (record,) = event["Records"]
        for _ in range(2):
            answer = stack.invoke("import_file", event)
            assert answer == {"batchItemFailures": [{"itemIdentifier": record["messageId"]}]}
        there = answered("failed", "ledger.csv")
        assert content() == there
        (key,) = (key for key in there if key.endswith("report.json"))
        report = boto3.client("s3", region_name=REGION).get_object(Bucket=BUCKET, Key=key)["Body"].read()
        assert "chaque essai s'est interrompu" in report.decode()
        with pytest.raises(NotFound):
            house().accounts.load(ORG, "C-9")

        stack.invoke("import_file", dropped(sample("import_file/dropped")))
        assert "F-9" in house().accounts.load(ORG, "C-9").receivables.invoices
