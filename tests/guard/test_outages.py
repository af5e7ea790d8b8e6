"""What breaks is heard of: the alarms and the dashboard of template.yaml, and the metrics that they read."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from relance.runtime.aws import house
from relance.runtime.observability import metrics
from relance.usecases.sending.execute_step import StepOutcome
from tests.guard.template import GONE, Rule, Template, changed, named, resources, template
from tests.unit.functions.deployed import deployed, sample

_OURS = "Relance"


def alarms(found: Template) -> Iterator[dict[str, Any]]:
    """Those that tell the topic Alarms."""
    for alarm in resources(found, "AWS::CloudWatch::Alarm").values():
        if [named(action) for action in alarm["AlarmActions"]] == ["Alarms"]:
            yield alarm


def measured(alarm: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The metrics an alarm looks at: its own, or those that it adds up."""
    if "MetricName" in alarm:
        yield dict(alarm)
    for part in alarm.get("Metrics", ()):
        if "MetricStat" in part:
            yield part["MetricStat"]["Metric"]


def watched(found: Template, metric: str) -> Iterator[tuple[str, ...]]:
    """The values of the dimensions, logical ids or texts, for which an alarm watches the metric."""
    for alarm in alarms(found):
        for of in measured(alarm):
            if of["MetricName"] == metric:
                values = (dimension["Value"] for dimension in of.get("Dimensions", ()))
                yield tuple(value if isinstance(value, str) else named(value) for value in values)


def a_schedule_that_did_not_run_is_heard_of(found: Template) -> Iterator[str]:
    alarmed = {
        of
        for alarm in alarms(found)
        if alarm.get("MetricName") == "Invocations"
        and (alarm["TreatMissingData"], alarm["ComparisonOperator"]) == ("breaching", "LessThanThreshold")
        for of in (named(alarm["Dimensions"][0]["Value"]),)
    }
    for name, function in resources(found, "AWS::Serverless::Function").items():
        events = function.get("Events", {}).values()
        if any(event["Type"] == "ScheduleV2" for event in events) and name not in alarmed:
            yield name


def every_table_and_index_has_its_throttles_watched(found: Template) -> Iterator[str]:
    for name, table in resources(found, "AWS::DynamoDB::Table").items():
        indexes = [index["IndexName"] for index in table.get("GlobalSecondaryIndexes", ())]
        places = {(name,), *((name, index) for index in indexes)}
        for metric in ("ReadThrottleEvents", "WriteThrottleEvents"):
            yield from (f"{metric} {place}" for place in places - set(watched(found, metric)))


def what_callers_and_the_mail_service_think_is_watched(found: Template) -> Iterator[str]:
    if ("HttpApi",) not in watched(found, "5xx"):
        yield "5xx"
    # Of the whole account, which has no dimension: the account is what SES pauses.
    for metric in ("Reputation.BounceRate", "Reputation.ComplaintRate"):
        if () not in watched(found, metric):
            yield metric


def every_stage_of_the_api_logs_each_call(found: Template) -> Iterator[str]:
    for name, stage in resources(found, "AWS::ApiGatewayV2::Stage").items():
        settings = stage.get("AccessLogSettings", {})
        line = json.loads(settings.get("Format", "{}"))
        kept = settings and named(settings["DestinationArn"]) in resources(found, "AWS::Logs::LogGroup")
        if not (kept and {"request", "route", "status", "milliseconds", "org"} <= line.keys()):
            yield name


def shown(found: Template) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Namespace, metric and dimension values of every line on the dashboards."""
    for board in resources(found, "AWS::CloudWatch::Dashboard").values():
        for widget in json.loads(board["DashboardBody"]["Fn::Sub"])["widgets"]:
            for namespace, metric, *dimensions in widget["properties"]["metrics"]:
                yield namespace, metric, tuple(dimensions[1::2])


def the_dashboard_shows_what_one_looks_at_first(found: Template) -> Iterator[str]:
    lines = set(shown(found))
    wanted = {(_OURS, metric, ("relance",)) for metric in ("due", "sent", "unknown", "throttled")}
    wanted.add(("AWS/ApiGateway", "5xx", ("${HttpApi}",)))
    wanted.add(("AWS/ApiGateway", "Latency", ("${HttpApi}",)))
    for name in resources(found, "AWS::SQS::Queue"):
        metric = (
            "ApproximateAgeOfOldestMessage"
            if name.endswith("Queue")
            else "ApproximateNumberOfMessagesVisible"
        )
        wanted.add(("AWS/SQS", metric, (f"${{{name}.QueueName}}",)))
    yield from (str(line) for line in wanted - lines)


def the_dashboard_names_what_the_template_has(found: Template) -> Iterator[str]:
    for board in resources(found, "AWS::CloudWatch::Dashboard").values():
        for name in re.findall(r"\$\{(\w+)(?:\.\w+)?\}", board["DashboardBody"]["Fn::Sub"]):
            if name not in found["Resources"]:
                yield name


RULES: Mapping[Rule, tuple[str, Any]] = {
    a_schedule_that_did_not_run_is_heard_of: ("SweepDidNotRun.Properties.TreatMissingData", "notBreaching"),
    every_table_and_index_has_its_throttles_watched: (
        "CoreThrottled.Properties.Metrics.3",
        {"Id": "nothing"},
    ),
    what_callers_and_the_mail_service_think_is_watched: ("MailBounces", GONE),
    every_stage_of_the_api_logs_each_call: ("HttpApiStage.Properties.AccessLogSettings", GONE),
    the_dashboard_shows_what_one_looks_at_first: (
        "Dashboard.Properties.DashboardBody",
        {"Fn::Sub": '{"widgets": []}'},
    ),
    the_dashboard_names_what_the_template_has: (
        "Dashboard.Properties.DashboardBody",
        {"Fn::Sub": '{"widgets": [], "of": "${Nothing.QueueName}"}'},
    ),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_template_keeps(rule: Rule) -> None:
    assert list(rule(template())) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_template_that_does_not_is_caught_by(rule: Rule) -> None:
    assert list(rule(changed(*RULES[rule]))) != []


class EveryOutcome:
    """In the place of the use cases that are counted by what came of them."""

    nobodys, entries = True, ()

    def run_all(self, *_: object) -> Counter[StepOutcome]:
        return Counter(StepOutcome)

    def run(self, *_: object) -> EveryOutcome:
        return self


@pytest.fixture
def emitted(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> set[tuple[str, str]]:
    """Metric and service of what functions write for CloudWatch when they meet everything they count."""
    with deployed() as stack:
        monkeypatch.setattr(metrics.provider, "service", "relance")
        monkeypatch.setattr(house(), "execute_step", EveryOutcome())
        monkeypatch.setattr(house(), "receive_reply", EveryOutcome())
        stack.owing("C-1")
        stack.invoke("dispatch_due", sample("dispatch_due/tick"))
        stack.invoke("execute_step", sample("execute_step/due"))
        stack.invoke("receive_reply", sample("receive_reply/nobodys"))
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines() if '"_aws"' in line]
    return {
        (metric["Name"], line["service"])
        for line in lines
        for kind in line["_aws"]["CloudWatchMetrics"]
        if (kind["Namespace"], kind["Dimensions"]) == (_OURS, [["service"]])
        for metric in kind["Metrics"]
    }


def read_of_ours(found: Template) -> set[tuple[str, str]]:
    """Metric and service of ours that an alarm or a dashboard reads."""
    on_boards = {(metric, of[0]) for namespace, metric, of in shown(found) if namespace == _OURS}
    in_alarms = {
        (of["MetricName"], of["Dimensions"][0]["Value"])
        for alarm in alarms(found)
        for of in measured(alarm)
        if of["Namespace"] == _OURS
    }
    return on_boards | in_alarms


def test_what_alarms_and_dashboards_read_is_emitted(emitted: set[tuple[str, str]]) -> None:
    read = read_of_ours(template())
    assert {("sent", "relance"), ("mail_nobodys", "relance")} <= read
    assert read - emitted == set()


def test_the_functions_count_under_the_names_that_are_read() -> None:
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    named_so = variables["POWERTOOLS_METRICS_NAMESPACE"], variables["POWERTOOLS_SERVICE_NAME"]
    assert named_so == (_OURS, "relance")
