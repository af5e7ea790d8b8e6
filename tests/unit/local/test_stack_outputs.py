"""The stack's outputs as names a tool can use."""

from __future__ import annotations

from local.stack import Stack

OUTPUTS = {
    "CoreTable": "relance-Core-1",
    "LogTable": "relance-Log-1",
    "DropBucket": "relance-drop-1",
    "InboxTable": "relance-Inbox-1",
    "InboundBucket": "relance-inbound-1",
    "LettersBucket": "relance-letters-1",
    "LetterMachine": "arn:aws:states:us-east-1:000000000000:stateMachine:relance-letter",
    "MailEventsTopic": "arn:aws:sns:us-east-1:000000000000:events",
    "ExecuteStepFunction": "relance-execute_step",
    "SweepFunction": "relance-sweep",
    "ExecuteStepQueue": "http://queue",
    "ExecuteStepDeadQueue": "http://dead",
}


def test_functions_and_queues_go_by_their_folder() -> None:
    stack = Stack.of(OUTPUTS)
    assert stack.functions == {"execute_step": "relance-execute_step", "sweep": "relance-sweep"}
    assert stack.queues == {"execute_step": "http://queue"}
    assert stack.dead_queues == {"execute_step": "http://dead"}


def test_an_http_api_is_known_once_there_is_one() -> None:
    assert Stack.of(OUTPUTS).http_api is None
    assert Stack.of({**OUTPUTS, "HttpApi": "abc123"}).http_api == "abc123"
