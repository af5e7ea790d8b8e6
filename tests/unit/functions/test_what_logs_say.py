"""What is logged holds ids, and never a name, an address, a text, an amount or a token."""

from __future__ import annotations

import importlib
import json
import pkgutil
from base64 import b64encode
from collections.abc import Iterator
from email.message import EmailMessage
from io import StringIO
from typing import Any

import boto3
import pytest
from pydantic import BaseModel

import relance.contracts
from relance.domain.enrolment import Enrolment
from relance.runtime.aws import house
from relance.runtime.observability import logger
from relance.runtime.settings import settings
from tests.unit.functions.deployed import BUCKET, INBOUND, ORG, REGION, Deployed, deployed, sample

NAME, ADDRESS, TEXT, AMOUNT = (
    "Zebulon Quenneville",
    "zebulon@quenneville.example",
    "sous le manteau",
    "8317.46",
)
TOKEN = "rk_acme_k2b3c4d5e6f7g2h3_" + "0f1e2d3c4b5a6978" * 4
PERSONAL = ("zebulon", "quenneville", "manteau", "8317", "0f1e2d3c4b5a6978", "831746")
LEDGER = (
    "number,customer_id,customer_name,email,issue_date,due_date,amount,currency\n"
    f"F-9,C-9,{NAME},{ADDRESS},2026-10-01,2026-11-02,{AMOUNT},EUR\n"
    f"F-10,C-9,{NAME},{ADDRESS},{TEXT},2026-11-02,{AMOUNT},EUR\n"
    f"F-9,C-8,{NAME},{ADDRESS},2026-10-01,2026-11-02,{AMOUNT},{TEXT}\n"
).encode()


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    with deployed() as found:
        secret = boto3.client("secretsmanager", region_name=REGION).create_secret(
            Name="api", SecretString="s"
        )
        monkeypatch.setenv("API_SECRET_ARN", secret["ARN"])
        settings.cache_clear()
        found.owing("C-9")
        yield found


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What is logged, by every logger of ours."""
    written, (handler,) = StringIO(), logger._logger.handlers
    before = handler.stream  # type: ignore[attr-defined]
    handler.setStream(written)  # type: ignore[attr-defined]
    yield written
    handler.setStream(before)  # type: ignore[attr-defined]


def s3() -> Any:
    return boto3.client("s3", region_name=REGION)


def imports(stack: Deployed, content: bytes) -> None:
    event = sample("import_file/dropped")
    for record in event["Records"]:
        body = json.loads(record["body"])
        about = body["detail"]["object"]
        about["version-id"] = s3().put_object(Bucket=BUCKET, Key=about["key"], Body=content)["VersionId"]
        record["body"] = json.dumps(body)
    stack.invoke("import_file", event)


def reminds(stack: Deployed) -> None:
    stack.invoke("dispatch_due", sample("dispatch_due/tick"))
    event = sample("execute_step/due")
    (pattern,) = event["Records"][:1]
    records = [{**pattern, "body": json.dumps(message)} for message in stack.queued()]
    assert records
    stack.invoke("execute_step", {"Records": records})


def answers(stack: Deployed, raw: bytes) -> None:
    event = json.loads(
        json.dumps(sample("receive_reply/reply")).replace(
            "r-acme-abcdefghijklmnop-abcdefghijklmnopqrst@reply.relance.example",
            house().replies().of(ORG, Enrolment.identity(ORG, "C-9", None)),
        )
    )
    key = f"received/{event['Records'][0]['ses']['mail']['messageId']}"
    s3().put_object(Bucket=INBOUND, Key=key, Body=raw)
    stack.invoke("receive_reply", event)


def reply() -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = f"{NAME} <{ADDRESS}>", f"Re: {TEXT}"
    message.set_content(f"{TEXT}, {AMOUNT}")
    return message.as_bytes()


def calls(stack: Deployed, method: str, path: str, body: object = None) -> int:
    event = sample("api/list_customers")
    event["rawPath"], event["rawQueryString"] = f"/v1{path}", ""
    event["requestContext"]["http"] |= {"method": method, "path": f"/v1{path}"}
    event["requestContext"]["authorizer"]["lambda"]["role"] = "admin"
    event["headers"] |= {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
    if body is not None:
        event["body"] = b64encode(json.dumps(body).encode()).decode()
        event["isBase64Encoded"] = True
    status: int = stack.invoke("api", event)["statusCode"]
    return status


def spoil(kind: str) -> None:
    """One stored document of the customer holds what no version of ours ever wrote."""
    table = boto3.resource("dynamodb", region_name=REGION).Table("core")
    (item, *_) = (
        i for i in table.scan()["Items"] if "#C#C-9" in str(i["pk"]) and str(i["sk"]).startswith(kind)
    )
    table.update_item(
        Key={"pk": item["pk"], "sk": item["sk"]},
        UpdateExpression="SET d = :d",
        ExpressionAttributeValues={":d": json.dumps({"total": TEXT, "number": [NAME, ADDRESS, AMOUNT]})},
    )


def personal(logged: str) -> list[str]:
    return [line for line in logged.splitlines() if any(word in line.lower() for word in PERSONAL)]


def test_a_good_day_leaves_no_personal_word_in_the_logs(stack: Deployed, lines: StringIO) -> None:
    imports(stack, LEDGER)
    reminds(stack)
    answers(stack, reply())
    for path in ("/customers/C-9", "/invoices/F-9", "/customers/C-9/contacts", "/inbox"):
        assert calls(stack, "GET", path) == 200
    assert calls(stack, "POST", "/customers/C-9/notes", {"text": TEXT}) == 201
    logged = lines.getvalue()
    assert all(word in logged for word in ('"imported"', '"received"', '"answered"', '"done"'))
    assert personal(logged) == []


def test_a_bad_day_leaves_none_either(stack: Deployed, lines: StringIO) -> None:
    imports(stack, LEDGER)
    imports(stack, b"\xff\xfe" + NAME.encode())
    answers(stack, NAME.encode() + b"\x00" * 9)
    assert (
        calls(stack, "POST", "/customers/C-9/contacts", {"name": NAME, "email": [ADDRESS], "x": TEXT}) == 422
    )
    assert calls(stack, "PATCH", "/customers/C-9", {"name": {"first": NAME}}) >= 400
    stack.invoke("dispatch_due", sample("dispatch_due/tick"))
    event, waiting = sample("execute_step/due"), stack.queued()
    spoil("INVOICE#")
    for function in ("execute_step", "record_email_event", "redecide"):
        bodies = [*waiting, {"org": [NAME], "eventType": TEXT}]
        records = [{**event["Records"][0], "body": json.dumps(body)} for body in bodies]
        stack.invoke(function, {"Records": records})
    assert calls(stack, "GET", "/customers/C-9") == 500
    imports(stack, LEDGER)
    logged = lines.getvalue()
    assert "cannot be read" in logged
    assert personal(logged) == []


def test_no_contract_says_what_it_was_given_when_it_was_given_something_else() -> None:
    for module in pkgutil.walk_packages(relance.contracts.__path__, "relance.contracts."):
        importlib.import_module(module.name)
    kinds = [kind for kind in _below(BaseModel) if kind.__module__.startswith("relance.")]
    assert len(kinds) > 50
    assert [kind for kind in kinds if not kind.model_config.get("hide_input_in_errors")] == []


def _below(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
