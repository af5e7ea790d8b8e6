"""Events and receipts reach SNS, S3 and Lambda."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from local.mail.sinks import S3ThenLambda, SnsEvents

REGION = "eu-west-1"
ACCOUNT = "123456789012"


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "local")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")


@mock_aws
def test_an_event_reaches_every_topic() -> None:
    sns, sqs = boto3.client("sns", REGION), boto3.client("sqs", REGION)
    topics, queues = [], []
    for name in ("one", "two"):
        topics.append(sns.create_topic(Name=name)["TopicArn"])
        queues.append(sqs.create_queue(QueueName=name)["QueueUrl"])
        sns.subscribe(TopicArn=topics[-1], Protocol="sqs", Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
    SnsEvents(topics, None, REGION).publish({"eventType": "Send"})
    for queue in queues:
        (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
        assert json.loads(json.loads(message["Body"])["Message"]) == {"eventType": "Send"}


@dataclass
class Endpoint:
    """Answers like S3 and Lambda, and remembers what was asked in which order."""

    functions: set[str] = field(default_factory=set)
    asked: list[tuple[str, bytes]] = field(default_factory=list)
    url: str = ""

    def answer(self, method: str, path: str, body: bytes) -> int:
        self.asked.append((f"{method} {path}", body))
        if method == "PUT":
            return 200
        return 202 if path.split("/")[3] in self.functions else 404


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    found = Endpoint({"receive_reply"})

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(found.answer(self.command, self.path, body))
            self.send_header("content-length", "0")
            self.end_headers()

        do_POST = do_PUT

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def test_mail_is_stored_before_the_function_is_called(endpoint: Endpoint) -> None:
    rule = S3ThenLambda("mail-in", "inbound/", "receive_reply", endpoint.url, REGION, ACCOUNT)
    rule.receive("m-1", b"mail", {"Records": []})
    (stored, mail), (called, event) = endpoint.asked
    assert stored == "PUT /mail-in/inbound/m-1"
    assert b"mail" in mail
    assert called == "POST /2015-03-31/functions/receive_reply/invocations"
    assert json.loads(event) == {"Records": []}
    assert rule.function_arn == f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:receive_reply"


def test_a_function_that_is_not_there_is_a_failure_to_show(endpoint: Endpoint) -> None:
    rule = S3ThenLambda("mail-in", "inbound/", "nowhere", endpoint.url, REGION, ACCOUNT)
    with pytest.raises(ClientError, match="404"):
        rule.receive("m-1", b"mail", {"Records": []})
    assert len(endpoint.asked) == 2
