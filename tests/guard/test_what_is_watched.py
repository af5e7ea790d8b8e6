"""template.yaml: an outage is heard of, what is shown exists, and nobody may do more than he has to."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]  # it ships no types

from relance.domain.inbox import MailKind
from relance.usecases.ports.importing import ImportOutcome
from relance.usecases.sending.execute_step import StepOutcome
from tests.guard.test_template import GONE, ROOT, Rule, Template, alarmed, broken, leaves, named, resources


def emitted() -> set[str]:
    """The names of our own metrics: those that functions write out, and those made of kinds of outcome."""
    written = {
        key.value
        for app in (ROOT / "functions").glob("*/app.py")
        for call in ast.walk(ast.parse(app.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "count"
        for counts in call.args
        if isinstance(counts, ast.Dict)
        for key in counts.keys
        if isinstance(key, ast.Constant)
    }
    made = {f"mail_{kind}" for kind in MailKind} | {f"import_{outcome}" for outcome in ImportOutcome}
    return {str(name) for name in written} | made | set(StepOutcome)


def dashboard(template: Template) -> list[dict[str, Any]]:
    (body,) = (each["DashboardBody"]["Fn::Sub"] for each in resources(template, _DASHBOARD).values())
    widgets: list[dict[str, Any]] = json.loads(body)["widgets"]
    return widgets


_DASHBOARD = "AWS::CloudWatch::Dashboard"


def what_is_counted_of_ours_is_what_functions_count(template: Template) -> Iterator[str]:
    alarms = resources(template, "AWS::CloudWatch::Alarm").values()
    asked = {alarm["MetricName"] for alarm in alarms if alarm.get("Namespace") == "Relance"}
    for widget in dashboard(template):
        for space, name, *_ in widget["properties"].get("metrics", ()):
            if space == "Relance":
                asked.add(name)
    yield from asked - emitted()


def the_dashboard_shows_what_one_looks_at_first(template: Template) -> Iterator[str]:
    shown = {name for w in dashboard(template) for _, name, *_ in w["properties"].get("metrics", ())}
    wanted = {"due", "sent", "unknown", "throttled", "ApproximateAgeOfOldestMessage", "5xx", "Latency"}
    yield from wanted - shown


def the_dashboard_names_what_there_is(template: Template) -> Iterator[str]:
    for name in _substituted(template):
        if name not in template["Resources"] and not name.startswith("AWS::"):
            yield name


def _substituted(template: Template) -> Iterator[str]:
    for widget in dashboard(template):
        for leaf in leaves(widget):
            if isinstance(leaf, str) and leaf.startswith("${"):
                yield leaf.strip("${}").partition(".")[0]


def every_schedule_that_does_not_run_is_heard_of(template: Template) -> Iterator[str]:
    silent = {
        named(alarm["Dimensions"][0]["Value"])
        for alarm in resources(template, "AWS::CloudWatch::Alarm").values()
        if alarm.get("MetricName") == "Invocations"
        and (alarm["ComparisonOperator"], alarm["TreatMissingData"]) == ("LessThanThreshold", "breaching")
    }
    for name, function in resources(template, "AWS::Serverless::Function").items():
        if any(event["Type"] == "ScheduleV2" for event in function.get("Events", {}).values()):
            yield from {name} - silent


def every_table_that_makes_wait_is_heard_of(template: Template) -> Iterator[str]:
    """Of the table and of each of its indexes, reading and writing."""
    watched = {
        (named(table["Value"]), index[0]["Value"] if index else "", metric["MetricName"])
        for alarm in resources(template, "AWS::CloudWatch::Alarm").values()
        for each in alarm.get("Metrics", ())
        if "MetricStat" in each
        for metric in (each["MetricStat"]["Metric"],)
        for table, *index in (metric["Dimensions"],)
    }
    for name, table in resources(template, "AWS::DynamoDB::Table").items():
        indexes = ("", *(index["IndexName"] for index in table.get("GlobalSecondaryIndexes", ())))
        wanted = {(name, index, f"{way}ThrottleEvents") for index in indexes for way in ("Read", "Write")}
        yield from (f"{missing}" for missing in sorted(wanted - watched))


def faults_of_the_api_and_a_bad_name_with_mail_systems_are_heard_of(template: Template) -> Iterator[str]:
    yield from {"HttpApi"} - alarmed(template, "5xx")
    asked = {alarm.get("MetricName") for alarm in resources(template, "AWS::CloudWatch::Alarm").values()}
    yield from {"Reputation.BounceRate", "Reputation.ComplaintRate"} - asked


def calls_of_the_api_are_logged_without_their_paths(template: Template) -> Iterator[str]:
    for name, stage in resources(template, "AWS::ApiGatewayV2::Stage").items():
        logged = stage.get("AccessLogSettings", {"Fn::If": ["", {}, None]})["Fn::If"][1]
        if not {"DestinationArn", "Format"} <= logged.keys() or "$context.path" in logged["Format"]:
            yield name


def queues_and_topics_are_reached_over_tls_only(template: Template) -> Iterator[str]:
    policies = {
        "AWS::SQS::Queue": ("AWS::SQS::QueuePolicy", "Queues"),
        "AWS::SNS::Topic": ("AWS::SNS::TopicPolicy", "Topics"),
    }
    for kind, (policy, about) in policies.items():
        safe = {
            named(one)
            for each in resources(template, policy).values()
            for statement in each["PolicyDocument"]["Statement"]
            if _refuses_plain_http(statement.get("Fn::If", ["", statement])[1])
            for one in each[about]
        }
        yield from resources(template, kind).keys() - safe


def _refuses_plain_http(statement: Mapping[str, Any]) -> bool:
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    return statement["Effect"] == "Deny" and statement.get("Condition") == plain


def statements(template: Template, function: str) -> Iterator[dict[str, Any]]:
    policies = template["Resources"][function]["Properties"]["Policies"]
    yield from (statement for policy in policies for statement in policy["Statement"])


def mail_leaves_only_from_what_we_made(template: Template) -> Iterator[str]:
    """Any identity of the account only where its tag says that we began it for an organization."""
    for name in resources(template, "AWS::Serverless::Function"):
        for statement in statements(template, name):
            everywhere = any(f"{leaf}".endswith("identity/*") for leaf in leaves(statement["Resource"]))
            ours = statement.get("Condition") == {"Null": {"aws:ResourceTag/relance:organization": "false"}}
            if "ses:SendEmail" in statement["Action"] and everywhere and not ours:
                yield name


def the_api_reaches_only_its_folders_of_the_drop(template: Template) -> Iterator[str]:
    for statement in statements(template, "Api"):
        objects = {"s3:GetObject", "s3:PutObject"} & {*leaves(statement["Action"])}
        yield from (
            f"{leaf}" for leaf in leaves(statement["Resource"]) if objects and leaf == "${Drop.Arn}/*"
        )


def who_authorizes_reaches_no_customer(template: Template) -> Iterator[str]:
    """Partitions of customers have a second "#"; all that is written is when a key was used."""
    denied = [s for s in statements(template, "Authorize") if s["Effect"] == "Deny"]
    if [s["Condition"] for s in denied] != [
        {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": ["O#*#*"]}}
    ] or {action for s in denied for action in s["Action"]} != {"dynamodb:GetItem", "dynamodb:UpdateItem"}:
        yield "Authorize"
    for statement in statements(template, "Authorize"):
        if statement["Effect"] == "Allow" and "dynamodb:UpdateItem" in statement["Action"]:
            told = statement["Condition"].get("ForAllValues:StringEquals")
            if told != {"dynamodb:Attributes": ["pk", "sk", "used"]}:
                yield "Authorize"


# Each rule, and a change to the template that it must catch.
RULES: Mapping[Rule, tuple[str, Any]] = {
    what_is_counted_of_ours_is_what_functions_count: ("MailIsNobodys.Properties.MetricName", "mail_lost"),
    the_dashboard_shows_what_one_looks_at_first: (
        "Dashboard.Properties.DashboardBody",
        {"Fn::Sub": '{"widgets": []}'},
    ),
    the_dashboard_names_what_there_is: (
        "Dashboard.Properties.DashboardBody",
        {"Fn::Sub": '{"widgets": [{"properties": {"alarms": ["${Gone.Arn}"]}}]}'},
    ),
    every_schedule_that_does_not_run_is_heard_of: ("SweepDidNotRun.Properties.TreatMissingData", "missing"),
    every_table_that_makes_wait_is_heard_of: ("InboxThrottles", GONE),
    faults_of_the_api_and_a_bad_name_with_mail_systems_are_heard_of: ("MailBounces", GONE),
    calls_of_the_api_are_logged_without_their_paths: ("HttpApiStage.Properties.AccessLogSettings", GONE),
    queues_and_topics_are_reached_over_tls_only: ("QueuesOverTls", GONE),
    mail_leaves_only_from_what_we_made: (
        "ExecuteStep.Properties.Policies",
        [{"Statement": [{"Action": ["ses:SendEmail"], "Resource": "arn:aws:ses:x:1:identity/*"}]}],
    ),
    the_api_reaches_only_its_folders_of_the_drop: (
        "Api.Properties.Policies",
        [{"Statement": [{"Action": "s3:GetObject", "Resource": {"Fn::Sub": "${Drop.Arn}/*"}}]}],
    ),
    who_authorizes_reaches_no_customer: ("Authorize.Properties.Policies", []),
}


def test_every_check_of_the_template_that_is_not_kept_says_why() -> None:
    skipped = (ROOT / ".checkov.yaml").read_text().partition("skip-check:\n")[2].splitlines()
    before = ["", *skipped]
    checks = [at for at, line in enumerate(skipped, start=1) if line.startswith("  - CKV_")]
    assert checks
    assert [skipped[at - 1] for at in checks if not before[at - 1].startswith("  # ")] == []


@pytest.fixture(scope="module")
def template() -> Template:
    parsed: Template = yaml_parse((ROOT / "template.yaml").read_text())
    return parsed


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_template_keeps(rule: Rule, template: Template) -> None:
    assert list(rule(template)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_template_that_does_not_is_caught_by(rule: Rule, template: Template) -> None:
    assert list(rule(broken(template, *RULES[rule]))) != []
