"""The laptop itself: what wakes whom, what the clock plays, what survives a restart."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from local.errors import LaptopError
from local.laptop import Laptop
from local.stack import Stack


@pytest.fixture
def stack(probes: Laptop) -> Stack:
    return probes.stack


def notes(laptop: Laptop, function: str) -> list[dict[str, Any]]:
    """The events the function got, oldest first."""
    found = laptop.cloud.dynamodb().query(
        TableName=laptop.stack.core_table,
        KeyConditionExpression="pk = :name",
        ExpressionAttributeValues={":name": {"S": f"relance-{function}"}},
        ConsistentRead=True,
    )["Items"]
    return [{**json.loads(item["event"]["S"]), "noted_at": int(item["at"]["N"])} for item in found]


@pytest.mark.parametrize("folder", ["inbox", "preview"])
def test_a_dropped_file_wakes_the_import(
    probes: Laptop, tmp_path: Path, folder: Literal["inbox", "preview"]
) -> None:
    file = tmp_path / "invoices of march.csv"
    file.write_text("number\nF-1\n")
    before = len(notes(probes, "import_file"))
    key = probes.drop("acme", file, folder)
    probes.wait_idle()
    (woken,) = notes(probes, "import_file")[before:]
    detail = json.loads(woken["Records"][0]["body"])["detail"]
    assert detail["object"]["key"] == key == f"acme/{folder}/invoices of march.csv"


def test_what_an_import_writes_back_wakes_nobody(probes: Laptop, stack: Stack) -> None:
    before = len(notes(probes, "import_file"))
    for folder in ("processed", "partial", "failed"):
        probes.cloud.s3().put_object(
            Bucket=stack.drop_bucket, Key=f"acme/{folder}/i1/report.json", Body=b"{}"
        )
    probes.wait_idle()
    assert len(notes(probes, "import_file")) == before


def send_a_mail(probes: Laptop) -> None:
    probes.cloud.sqs().send_message(
        QueueUrl=probes.stack.queues["execute_step"], MessageBody="send a mail", MessageGroupId="acme"
    )
    probes.wait_idle()


def test_a_mail_sent_is_in_the_mailbox_and_its_events_come_back(probes: Laptop) -> None:
    send_a_mail(probes)
    mail = probes.mails()[-1]
    assert mail.recipients == ("someone@example.com",)
    assert mail.events == ("Send", "Delivery")
    assert mail.eml.exists()
    told = [
        json.loads(record["body"])
        for note in notes(probes, "record_email_event")
        for record in note["Records"]
    ]
    kinds = {event["eventType"] for event in told if event["mail"]["messageId"] == mail.id}
    assert kinds == {"Send", "Delivery"}


def test_moving_the_clock_plays_the_schedules_at_the_time_they_are_for(probes: Laptop) -> None:
    start = probes.clock.now().replace(microsecond=0)
    first = start + timedelta(days=1)
    last = start + timedelta(days=1, minutes=5)
    known = {name: len(notes(probes, name)) for name in ("dispatch_due", "sweep")}
    probes.advance(to=last, ticks=[first])
    ticks = [note["noted_at"] for note in notes(probes, "dispatch_due")[known["dispatch_due"] :]]
    assert ticks == sorted(ticks)
    assert len(ticks) == 2
    assert ticks[0] >= first.timestamp()
    assert ticks[1] >= last.timestamp()
    send_a_mail(probes)
    assert probes.mails()[-1].at >= last
    assert len(notes(probes, "sweep")) > known["sweep"]


def test_a_function_has_the_rights_the_template_gives_it_and_no_more(probes: Laptop, stack: Stack) -> None:
    def delete_from_core(function: str) -> str:
        answer = probes.cloud.functions().invoke(
            FunctionName=stack.functions[function], Payload=b'{"delete": true}'
        )
        return answer["Payload"].read().decode()

    assert "AccessDenied" in delete_from_core("dispatch_due")
    assert "AccessDenied" not in delete_from_core("import_file")


def test_new_code_is_deployed_in_place(probes: Laptop, stack: Stack) -> None:
    code = probes.template.parent / "functions" / "sweep" / "app.py"
    code.write_text("def handler(event, context):\n    print('{}')\n    return 'second version'\n")
    assert probes.up() == stack
    answer = probes.cloud.functions().invoke(FunctionName=stack.functions["sweep"])
    assert json.load(answer["Payload"]) == "second version"


def test_a_template_that_cannot_be_deployed_says_what_is_wrong(probes: Laptop, tmp_path: Path) -> None:
    broken = tmp_path / "template.yaml"
    broken.write_text("Resources:\n  Nothing:\n    Type: AWS::Nothing::AtAll\n")
    with pytest.raises(LaptopError, match="AWS::Nothing::AtAll"):
        Laptop(probes.state, broken).up()


def test_everything_is_still_there_after_a_stop_and_a_start(
    probes: Laptop, stack: Stack, tmp_path: Path
) -> None:
    probes.cloud.dynamodb().put_item(
        TableName=stack.core_table, Item={"pk": {"S": "kept"}, "sk": {"S": "kept"}, "n": {"N": "42"}}
    )
    probes.cloud.s3().put_object(Bucket=stack.drop_bucket, Key="acme/processed/kept", Body=b"kept")
    mails, offset = probes.mails(), probes.clock.offset_seconds
    assert mails

    assert probes.stop() == ("front", "mail", "engine")
    assert probes.running() == ()
    assert probes.up() == stack

    kept = probes.cloud.dynamodb().get_item(
        TableName=stack.core_table, Key={"pk": {"S": "kept"}, "sk": {"S": "kept"}}
    )
    assert kept["Item"]["n"] == {"N": "42"}
    assert (
        probes.cloud.s3().get_object(Bucket=stack.drop_bucket, Key="acme/processed/kept")["Body"].read()
        == b"kept"
    )
    assert probes.mails() == mails
    assert probes.clock.offset_seconds == offset
    test_a_dropped_file_wakes_the_import(probes, tmp_path, "inbox")
