"""template.yaml keeps the house rules: nothing without a way out, an alarm, encryption or exact rights."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from relance.runtime.messages import TRIES
from tests.guard.repository import ROOT
from tests.guard.template import GONE, Rule, Template, changed, named, resources, statements, template

# In seconds: the longest that SQS offers.
_FORTNIGHT = 1_209_600


def alarmed(template: Template, metric: str) -> set[str]:
    """What the alarms on this metric watch, when they tell the Alarms topic."""
    return {
        named(alarm["Dimensions"][0]["Value"])
        for alarm in resources(template, "AWS::CloudWatch::Alarm").values()
        if alarm.get("MetricName") == metric
        and [named(action) for action in alarm["AlarmActions"]] == ["Alarms"]
    }


def queues(template: Template) -> tuple[dict[str, Any], dict[str, Any]]:
    """The queues that have work, and those of messages given up."""
    found = resources(template, "AWS::SQS::Queue")
    dead = {named(q["RedrivePolicy"]["deadLetterTargetArn"]) for q in found.values() if "RedrivePolicy" in q}
    return (
        {name: queue for name, queue in found.items() if name not in dead},
        {name: queue for name, queue in found.items() if name in dead},
    )


def every_queue_has_a_dead_letter_queue(template: Template) -> Iterator[str]:
    working, _ = queues(template)
    yield from (name for name, queue in working.items() if "RedrivePolicy" not in queue)


def a_queue_hands_out_once_more_what_its_function_gives_up(template: Template) -> Iterator[str]:
    """Otherwise the message goes to the dead-letter queue before anybody was told."""
    for name, function in resources(template, "AWS::Serverless::Function").items():
        gives_up = "give_up=" in (ROOT / function["CodeUri"] / "app.py").read_text()
        for event in function.get("Events", {}).values():
            if event["Type"] == "SQS":
                queue = named(event["Properties"]["Queue"])
                policy = template["Resources"][queue]["Properties"].get("RedrivePolicy", {})
                if policy.get("maxReceiveCount") != TRIES + gives_up:
                    yield queue
        # What the mail service tells directly has no queue before its dead-letter queue.
        direct = function.get("DeadLetterQueue")
        if gives_up and direct and named(direct["TargetArn"]) != f"{name}Queue":
            yield name


def every_queue_is_encrypted(template: Template) -> Iterator[str]:
    found = resources(template, "AWS::SQS::Queue")
    yield from (name for name, queue in found.items() if queue.get("SqsManagedSseEnabled") is not True)


def every_queue_keeps_its_messages_as_long_as_it_can(template: Template) -> Iterator[str]:
    found = resources(template, "AWS::SQS::Queue")
    yield from (name for name, queue in found.items() if queue.get("MessageRetentionPeriod") != _FORTNIGHT)


def every_queue_has_its_alarms(template: Template) -> Iterator[str]:
    working, dead = queues(template)
    yield from working.keys() - alarmed(template, "ApproximateAgeOfOldestMessage")
    yield from dead.keys() - alarmed(template, "ApproximateNumberOfMessagesVisible")


def every_function_has_its_alarms(template: Template) -> Iterator[str]:
    functions = resources(template, "AWS::Serverless::Function").keys()
    yield from functions - alarmed(template, "Errors")
    yield from functions - alarmed(template, "Throttles")


def a_message_stays_hidden_while_it_is_worked_on(template: Template) -> Iterator[str]:
    working, _ = queues(template)
    for name, function in resources(template, "AWS::Serverless::Function").items():
        for event in function.get("Events", {}).values():
            if event["Type"] == "SQS":
                queue = working[named(event["Properties"]["Queue"])]
                if queue["VisibilityTimeout"] < function["Timeout"]:
                    yield name


def every_batch_reports_its_failures_one_by_one(template: Template) -> Iterator[str]:
    for name, function in resources(template, "AWS::Serverless::Function").items():
        for event in function.get("Events", {}).values():
            reports = event["Properties"].get("FunctionResponseTypes")
            if event["Type"] == "SQS" and reports != ["ReportBatchItemFailures"]:
                yield name


def a_function_its_folder_and_its_queue_share_a_name(template: Template) -> Iterator[str]:
    for name, function in resources(template, "AWS::Serverless::Function").items():
        folder = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
        names = {function["CodeUri"], function["FunctionName"]["Fn::Sub"]}
        if queue := template["Resources"].get(f"{name}Queue"):
            names.add(queue["Properties"]["QueueName"]["Fn::Sub"])
        if names != {f"functions/{folder}", f"${{AWS::StackName}}-{folder}"}:
            yield name


# Calls about the account as a whole: AWS knows no narrower resource for them.
_OF_THE_ACCOUNT = {"ses:GetAccount"}


def rights_are_exact(template: Template) -> Iterator[str]:
    for name, function in resources(template, "AWS::Serverless::Function").items():
        for statement in statements(function):
            actions = statement["Action"]
            is_broad = statement["Resource"] == "*" and not set(actions) <= _OF_THE_ACCOUNT
            if is_broad or any("*" in action for action in actions):
                yield name


def every_table_is_kept_encrypted_and_recoverable(template: Template) -> Iterator[str]:
    for name, table in resources(template, "AWS::DynamoDB::Table").items():
        whole = template["Resources"][name]
        kept = (
            whole.get("DeletionPolicy") == "RetainExceptOnCreate"
            and whole.get("UpdateReplacePolicy") == "Retain"
        )
        encrypted = table.get("SSESpecification") == {"SSEEnabled": True}
        recoverable = table.get("PointInTimeRecoverySpecification") == {"PointInTimeRecoveryEnabled": True}
        if not (kept and encrypted and recoverable and table["BillingMode"] == "PAY_PER_REQUEST"):
            yield name


def every_bucket_is_closed(template: Template) -> Iterator[str]:
    tls_only = {
        named(policy["Bucket"])
        for policy in resources(template, "AWS::S3::BucketPolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }
    for name, bucket in resources(template, "AWS::S3::Bucket").items():
        access = bucket.get("PublicAccessBlockConfiguration", {})
        shut = len(access) == 4 and all(value is True for value in access.values())
        if not (shut and "BucketEncryption" in bucket and name in tls_only):
            yield name


def every_variable_of_a_function_is_text(template: Template) -> Iterator[str]:
    """A bare number in an `!If` starts no function on the laptop."""
    for name, function in resources(template, "AWS::Serverless::Function").items():
        for variable, value in function.get("Environment", {}).get("Variables", {}).items():
            if any(isinstance(each, int | float) for each in leaves(value)):
                yield f"{name} {variable}"


def leaves(value: Any) -> Iterator[Any]:
    """Every value inside lists and dictionaries."""
    if not isinstance(value, dict | list):
        yield value
        return
    for each in value.values() if isinstance(value, dict) else value:
        yield from leaves(each)


def every_topic_is_encrypted(template: Template) -> Iterator[str]:
    topics = resources(template, "AWS::SNS::Topic")
    yield from (name for name, topic in topics.items() if "KmsMasterKeyId" not in topic)


def web_pages_upload_from_where_they_may_call_the_api(template: Template) -> Iterator[str]:
    """One parameter says from where; without any, from nowhere. A presigned form is a POST and no more."""
    condition, api, otherwise = template["Resources"]["HttpApi"]["Properties"]["CorsConfiguration"]["Fn::If"]
    form = {
        "AllowedOrigins": api["AllowOrigins"],
        "AllowedMethods": ["POST"],
        "MaxAge": api["MaxAge"],
    }
    opened = template["Resources"]["Drop"]["Properties"].get("CorsConfiguration")
    if opened != {"Fn::If": [condition, {"CorsRules": [form]}, otherwise]}:
        yield "Drop"
    if (condition, api["AllowOrigins"]) != ("HasWebOrigins", {"Ref": "WebOrigins"}):
        yield "HttpApi"


# Each rule, and a change to the template that it must catch.
RULES: Mapping[Rule, tuple[str, Any]] = {
    every_queue_has_a_dead_letter_queue: ("ImportFileQueue.Properties.RedrivePolicy", GONE),
    a_queue_hands_out_once_more_what_its_function_gives_up: (
        "ImportFileQueue.Properties.RedrivePolicy.maxReceiveCount",
        TRIES,
    ),
    every_queue_is_encrypted: ("ExecuteStepDead.Properties.SqsManagedSseEnabled", GONE),
    every_queue_keeps_its_messages_as_long_as_it_can: (
        "ExecuteStepQueue.Properties.MessageRetentionPeriod",
        GONE,
    ),
    every_queue_has_its_alarms: ("ExecuteStepGivenUp", GONE),
    every_function_has_its_alarms: ("SweepThrottles.Properties.AlarmActions", []),
    a_message_stays_hidden_while_it_is_worked_on: ("ExecuteStepQueue.Properties.VisibilityTimeout", 30),
    every_batch_reports_its_failures_one_by_one: (
        "RecordEmailEvent.Properties.Events.Messages.Properties.FunctionResponseTypes",
        GONE,
    ),
    a_function_its_folder_and_its_queue_share_a_name: ("Sweep.Properties.CodeUri", "functions/broom"),
    rights_are_exact: (
        "Sweep.Properties.Policies",
        [{"Statement": [{"Action": "dynamodb:*", "Resource": "*"}]}],
    ),
    every_table_is_kept_encrypted_and_recoverable: ("Log.UpdateReplacePolicy", GONE),
    every_bucket_is_closed: ("DropPolicy", GONE),
    web_pages_upload_from_where_they_may_call_the_api: (
        "Drop.Properties.CorsConfiguration",
        {"CorsRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["POST"]}]},
    ),
    every_variable_of_a_function_is_text: (
        "ExecuteStep.Properties.Environment.Variables.MAXIMUM_SENDERS",
        {"Fn::If": ["IsCloud", {"Ref": "MaximumSenders"}, 4]},
    ),
    every_topic_is_encrypted: ("MailEvents.Properties.KmsMasterKeyId", GONE),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_template_keeps(rule: Rule) -> None:
    assert list(rule(template())) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_template_that_does_not_is_caught_by(rule: Rule) -> None:
    assert list(rule(changed(*RULES[rule]))) != []


def test_every_function_of_the_template_has_its_folder_and_every_folder_its_function() -> None:
    deployed = {f["CodeUri"] for f in resources(template(), "AWS::Serverless::Function").values()}
    written = {f"functions/{app.parent.name}" for app in (ROOT / "functions").glob("*/app.py")}
    assert deployed == written


@pytest.mark.parametrize(("layer", "group"), [("relance", None), ("documents", "documents")])
def test_a_layer_has_the_libraries_the_project_asks_for_in_the_locked_versions(
    layer: str, group: str | None
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = project["dependency-groups"][group] if group else project["project"]["dependencies"]
    locked = {
        package["name"]: package["version"]
        for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    }
    lines = (ROOT / "layers" / layer / "requirements.txt").read_text().splitlines()
    shipped = dict(line.split("==") for line in lines if not line.startswith("#"))

    assert {name: locked[name] for name in shipped} == shipped
    assert {bare(requirement) for requirement in asked} <= shipped.keys()


def bare(requirement: str) -> str:
    """`boto3>=1.40` -> `boto3`"""
    return requirement.translate(str.maketrans("<>=~!;[", " " * 7)).split()[0]
