"""One line a call, whatever becomes of it; ids in it, never a body."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from relance.contracts.mail_events import MailEvent
from relance.runtime.messages import each_message
from relance.runtime.observability import CallFailed, count, logger, metrics, observed
from tests.unit.functions.context import context

Lines = list[dict[str, Any]]
EVENT = {"Records": [{"messageId": "m-1", "body": "zoe@client.example says: secret"}]}


def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class _StandardOutput:
    """Whatever that is at the moment."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)


@pytest.fixture(autouse=True)
def as_deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Metrics have a namespace; the logger writes where this test listens, not where it first did."""
    monkeypatch.setattr(metrics.provider, "namespace", "Relance")
    (handler,) = logging.getLogger(logger.service).handlers
    monkeypatch.setattr(handler, "stream", _StandardOutput())


def test_a_call_that_goes_well_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    @observed
    def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
        return {"queued": 3}

    assert handler(EVENT, context("dispatch_due")) == {"queued": 3}
    (line,) = lines(capsys)
    assert (line["message"], line["level"], line["answer"]) == ("done", "INFO", {"queued": 3})
    assert (line["function"], line["request_id"]) == ("dispatch_due", "request-1")
    assert line["milliseconds"] >= 0


def test_a_call_that_breaks_is_one_line_and_still_breaks(capsys: pytest.CaptureFixture[str]) -> None:
    @observed
    def handler(event: dict[str, Any], context: LambdaContext) -> None:
        raise RuntimeError("no table")

    with pytest.raises(CallFailed, match="^RuntimeError$"):
        handler(EVENT, context("sweep"))
    (line,) = lines(capsys)
    assert (line["message"], line["level"], line["exception_name"]) == ("failed", "ERROR", "RuntimeError")


def test_what_is_counted_leaves_with_the_call(capsys: pytest.CaptureFixture[str]) -> None:
    @observed
    def handler(event: dict[str, Any], context: LambdaContext) -> None:
        count({"due": 2})
        count({"due": 3})

    handler(EVENT, context("dispatch_due"))
    counted, done = lines(capsys)
    assert counted["due"] in ([2.0, 3.0], [5.0])
    assert done["message"] == "done"


def test_what_is_counted_leaves_with_a_call_that_breaks_too(capsys: pytest.CaptureFixture[str]) -> None:
    @observed
    def handler(event: dict[str, Any], context: LambdaContext) -> None:
        count({"sent": 1})
        raise RuntimeError

    with pytest.raises(CallFailed, match="^RuntimeError$"):
        handler(EVENT, context("execute_step"))
    assert [line.get("sent") for line in lines(capsys)] == [None, [1.0]]


def test_a_message_that_fails_is_named_and_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    each_message(EVENT, parse=MailEvent.model_validate_json, do=print)
    body = json.dumps({"eventType": "Bounce", "mail": {"destination": "zoe@client.example"}})
    each_message(
        {"Records": [{"messageId": "m-2", "body": body}]}, parse=MailEvent.model_validate_json, do=print
    )
    said = capsys.readouterr().out
    assert [json.loads(line)["message_id"] for line in said.splitlines()] == ["m-1", "m-2"]
    assert "zoe@client.example" not in said
