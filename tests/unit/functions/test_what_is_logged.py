"""Whatever goes well or wrong, no line of any log tells who people are or what they wrote."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qsl

import boto3
import pytest
from botocore.exceptions import ClientError, ParamValidationError

from relance.contracts.api.customers import CustomerSummary
from relance.domain.api_key import ApiKey, Token
from relance.domain.enrolment import Enrolment
from relance.domain.organization import Role
from relance.runtime.aws import house
from relance.runtime.observability import CallFailed, logger
from relance.store.dynamo.accounts import DynamoAccounts as Accounts
from relance.store.dynamo.enrolments import DynamoEnrolments
from tests.unit.functions.deployed import (
    BUCKET,
    INBOUND,
    MORNING,
    ORG,
    REGION,
    Deployed,
    Event,
    deployed_with_the_api,
    sample,
)

# What no line may hold, whatever goes wrong: names, addresses, texts, tokens.
PRIVATE = (
    *("Durandeau", "Curie", "Zoulikha", "client.example", "acme.example"),
    *("we pay on friday", "Patience, please", "rappel", "0612345678"),
    *("a secret of more than thirty-two bytes", "0f1e2d3c4b5a6978", "r-acme-", "X-Amz-Signature"),
)
LEDGER = (
    "number,customer_id,customer_name,email,issue_date,due_date,amount\n"
    "F-9,C-9,Durandeau SA,zoulikha@client.example,2026-10-01,2026-11-02,12.00\n"
    "F-10,C-9,Durandeau SA,zoulikha(at)client.example,2026-13-45,2026-11-02,Zoulikha\n"
)


class Lines(logging.Handler):
    """Every record of every logger, as the functions write it: with its extra fields, and errors in full."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self.formatter = logger.handlers[0].formatter

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(self.format(record))

    def holding(self, text: str) -> list[str]:
        """The lines with the text in them, however it is escaped or written."""
        return [line for line in self.written if text.lower() in (line + _unescaped(line)).lower()]

    def failures(self) -> int:
        return sum('"level":"ERROR"' in line for line in self.written)


def _unescaped(line: str) -> str:
    return line.encode().decode("unicode-escape", errors="replace")


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    with deployed_with_the_api(monkeypatch) as stack:
        stack.owing("C-1")
        yield stack


def messages(name: str, *bodies: str) -> Event:
    """The sample's first message, with these bodies."""
    event = sample(name)
    (first, *_) = event["Records"]
    event["Records"] = [{**first, "body": body, "messageId": f"m-{n}"} for n, body in enumerate(bodies)]
    return event


def asked(stack: Deployed, method: str, path: str, body: object = None, query: str = "") -> int:
    """The status of a call of the API by an administrator."""
    event = sample("api/list_customers")
    event["rawPath"], event["rawQueryString"] = f"/v1{path}", query
    event["queryStringParameters"] = dict(parse_qsl(query))
    event["headers"]["content-type"] = "application/json"
    event["body"] = body if isinstance(body, str) else json.dumps(body) if body else None
    event["requestContext"]["http"] |= {"method": method, "path": path}
    event["requestContext"]["authorizer"]["lambda"] = {
        "org": ORG,
        "id": "marie",
        "role": "admin",
        "kind": "member",
    }
    return int(stack.invoke("api", event)["statusCode"])


def imported(stack: Deployed) -> None:
    s3 = boto3.client("s3", region_name=REGION)
    event = sample("import_file/dropped")
    body = json.loads(event["Records"][0]["body"])
    version = s3.put_object(Bucket=BUCKET, Key=body["detail"]["object"]["key"], Body=LEDGER.encode())
    body["detail"]["object"]["version-id"] = version["VersionId"]
    stack.invoke("import_file", messages("import_file/dropped", json.dumps(body)))
    assert house().accounts.load(ORG, "C-9").customer.name == "Durandeau SA"


def replied(stack: Deployed) -> str:
    """The entry of a mail that came in."""
    ours = house().replies().of(ORG, Enrolment.identity(ORG, "C-1", None))
    guessed = "r-acme-abcdefghijklmnop-abcdefghijklmnopqrst@reply.relance.example"
    event: Event = json.loads(json.dumps(sample("receive_reply/reply")).replace(guessed, ours))
    message = EmailMessage()
    message["From"], message["Subject"] = "Zoulikha Durandeau <zoe@client.example>", "Re: F-1 : rappel"
    message.set_content("We pay on Friday. Call me: 0612345678")
    key = f"received/{event['Records'][0]['ses']['mail']['messageId']}"
    boto3.client("s3", region_name=REGION).put_object(Bucket=INBOUND, Key=key, Body=message.as_bytes())
    stack.invoke("receive_reply", event)
    (entry,) = house().inbox.in_month(ORG, MORNING)
    return entry.id


def test_a_day_on_which_all_goes_well(stack: Deployed, lines: Lines) -> None:
    imported(stack)
    stack.invoke("dispatch_due", sample("dispatch_due/tick"))
    stack.invoke("execute_step", sample("execute_step/due"))
    stack.invoke("record_email_event", sample("record_email_event/delivery"))
    stack.invoke("record_email_event", sample("record_email_event/complaint"))
    entry = replied(stack)
    answer = {"text": "Patience, please.", "member": "marie"}
    assert asked(stack, "POST", f"/inbox/{entry}/reply", answer) == 200
    assert asked(stack, "GET", "/customers/C-9/timeline") == 200
    assert asked(stack, "POST", "/imports", {"file": "Durandeau.csv"}) == 201
    stack.invoke("remind_of_replies", sample("remind_of_replies/tick"))
    stack.invoke("sweep", sample("sweep/tick"))
    authorized(stack)

    assert len(lines.written) >= 10
    assert {text: lines.holding(text) for text in PRIVATE if lines.holding(text)} == {}


def authorized(stack: Deployed) -> None:
    event = sample("authorize/key")
    token = Token.parse(event["headers"]["authorization"].removeprefix("Bearer "))
    assert token
    house().api_keys.create(ApiKey(token.key, ORG, "Curie", Role.VIEWER, token.digest, MORNING, "marie"))
    assert stack.invoke("authorize", event)["context"]["id"] == token.key


def test_messages_that_cannot_be_read(stack: Deployed, lines: Lines) -> None:
    who = "Zoulikha Durandeau <zoulikha@client.example>"
    bodies = (
        json.dumps({"org": ORG, "entries": who}),
        json.dumps({"org": [who], "entries": [[who, who, who, who]], who: who}),
        json.dumps({"mail": who, "eventType": who, "detail": {"object": {"key": [who]}, "bucket": who}}),
        json.dumps({"Records": [{"ses": {"mail": {"messageId": who}, "receipt": {"recipients": who}}}]}),
        json.dumps({"org": ORG, "rest": {"after": [who], "revision": who}}),
        f"{{{who}",
        json.dumps(who),
    )
    for function, name in (
        ("execute_step", "execute_step/due"),
        ("record_email_event", "record_email_event/delivery"),
        ("import_file", "import_file/dropped"),
        ("redecide", "redecide/organization"),
        ("receive_reply", "receive_reply/again_one_cannot_be_read"),
    ):
        answer = stack.invoke(function, messages(name, *bodies))
        assert len(answer["batchItemFailures"]) == len(bodies)

    assert lines.failures() == 5 * len(bodies)
    assert {text: lines.holding(text) for text in PRIVATE if lines.holding(text)} == {}


def spoilt() -> None:
    """Every document of the store, so that no field of it is what it should be."""
    dynamodb = boto3.client("dynamodb", region_name=REGION)
    for table in ("core", "log", "inbox"):
        for item in dynamodb.scan(TableName=table)["Items"]:
            found = json.loads(item["d"]["S"]) if item.get("d", {}).get("S", "").startswith("{") else None
            if found and item["sk"]["S"] != "META":
                found = {name: {"Zoulikha": [value, "zoe@client.example"]} for name, value in found.items()}
                item["d"] = {"S": json.dumps(found)}
                dynamodb.put_item(TableName=table, Item=item)


def test_documents_that_cannot_be_read(stack: Deployed, lines: Lines) -> None:
    imported(stack)
    stack.invoke("execute_step", sample("execute_step/due"))
    spoilt()
    assert asked(stack, "GET", "/customers/C-9/invoices") == 500
    assert asked(stack, "GET", "/invoices", query="status=overdue") == 500
    stack.invoke("execute_step", sample("execute_step/due"))
    stack.invoke("record_email_event", sample("record_email_event/bounce_permanent"))

    assert lines.failures() >= 3
    assert {text: lines.holding(text) for text in PRIVATE if lines.holding(text)} == {}


WHO = "zoulikha@client.example"
# Read by an error's own words, as a library does that names the value it cannot take.
ERRORS = (
    ValueError(f"invalid literal for int(): {WHO}"),
    KeyError(WHO),
    ParamValidationError(report=f"Invalid type for parameter Username, value: {WHO}"),
    UnicodeEncodeError("ascii", WHO, 0, 1, WHO),
    ExceptionGroup("two of acme", [ValueError(WHO), ExceptionGroup("one", [RuntimeError(WHO)])]),
    ClientError({"Error": {"Code": "Refused", "Message": WHO}}, "SendEmail"),
    OSError(2, WHO, WHO),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_that_quotes_what_it_stumbled_over(
    error: Exception, stack: Deployed, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Any:
        try:
            raise LookupError(WHO)
        except LookupError:
            raise error from ValueError(WHO)

    monkeypatch.setattr(Accounts, "load", broken)
    monkeypatch.setattr(DynamoEnrolments, "due", broken)
    assert asked(stack, "GET", "/customers/C-1") == 500
    stack.invoke("execute_step", sample("execute_step/due"))
    with pytest.raises(CallFailed) as told_to_lambda:
        stack.invoke("dispatch_due", sample("dispatch_due/tick"))

    assert lines.failures() >= 3
    assert lines.holding(type(error).__name__)
    assert {text: lines.holding(text) for text in PRIVATE if lines.holding(text)} == {}
    shown = "".join(traceback.format_exception(told_to_lambda.value, chain=False))
    assert "client.example" not in str(told_to_lambda.value)
    assert type(error).__name__ in shown


def test_calls_that_are_refused(stack: Deployed, lines: Lines) -> None:
    assert asked(stack, "POST", "/customers", {"id": {WHO: WHO}, "name": [WHO]}) == 422
    assert asked(stack, "POST", "/customers", f'{{"name": "{WHO}') == 400
    assert asked(stack, "GET", f"/customers/{WHO}") == 422
    assert asked(stack, "GET", "/customers/Durandeau") == 404
    assert asked(stack, "GET", f"/{WHO}") == 404
    assert asked(stack, "GET", "/customers", query=f"cursor={WHO}") == 400
    assert asked(stack, "POST", "/members", {"name": "Zoulikha Durandeau", "email": WHO}) == 422

    assert {text: lines.holding(text) for text in PRIVATE if lines.holding(text)} == {}


def test_an_answer_that_breaks_its_contract(
    stack: Deployed, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        return {"id": WHO, "name": [WHO]}

    monkeypatch.setattr(CustomerSummary, "of", broken)
    assert asked(stack, "GET", "/customers") == 500

    (failure,) = lines.holding("an answer broke its contract")
    assert "items" in failure
    assert {text: lines.holding(text) for text in PRIVATE if lines.holding(text)} == {}
