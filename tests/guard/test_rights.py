"""template.yaml gives no right that is wider than its use, and nothing of ours is reached in clear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from relance.gateways.mails import RECEIVED
from relance.gateways.sender_domains import ORGANIZATION
from relance.usecases.ports.importing import ImportOutcome
from tests.guard.template import GONE, Rule, Template, changed, named, resources, statements, template

_TLS_ONLY = {"Bool": {"aws:SecureTransport": "false"}}
_SENDS = {"ses:SendEmail", "ses:SendRawEmail"}
_OUR_DOMAINS = {"Null": {f"aws:ResourceTag/{ORGANIZATION}": "false"}}
_OUR_ADDRESS = {"StringEquals": {"ses:FromAddress": {"Ref": "FallbackSender"}}}
# The partition `O#acme` holds an organization with its keys; `O#acme#C#C-1` is a customer's.
_ORGANIZATIONS_ALONE = {
    "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["O#*"]},
    "ForAllValues:StringNotLike": {"dynamodb:LeadingKeys": ["O#*#*"]},
}
_LAST_USE_ALONE = {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "sk", "used"]}}


def policies(found: Template, kind: str) -> Iterator[tuple[list[str], list[dict[str, Any]]]]:
    """Who a policy is about, and its statements as they stand in the cloud."""
    for policy in resources(found, kind).values():
        about = policy.get("Queues") or policy["Topics"]
        said = policy["PolicyDocument"]["Statement"]
        yield [named(each) for each in about], [s["Fn::If"][1] if "Fn::If" in s else s for s in said]


def queues_and_topics_are_reached_over_tls_only(found: Template) -> Iterator[str]:
    shut = {
        named(statement["Resource"])
        for kind in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
        for _, said in policies(found, kind)
        for statement in said
        if (statement["Effect"], statement["Principal"], statement.get("Condition"))
        == ("Deny", "*", _TLS_ONLY)
    }
    yield from (
        resources(found, "AWS::SQS::Queue").keys() | resources(found, "AWS::SNS::Topic").keys()
    ) - shut


def a_queue_has_one_policy_and_each_statement_names_it(found: Template) -> Iterator[str]:
    """SQS refuses a statement of two resources, and a second policy takes the place of the first."""
    seen: set[str] = set()
    for about, said in policies(found, "AWS::SQS::QueuePolicy"):
        if len(about) != 1 or about[0] in seen:
            yield from about
        seen.update(about)
        for statement in said:
            if isinstance(statement["Resource"], list) or [named(statement["Resource"])] != about:
                yield from about


def mail_leaves_only_from_what_the_product_made(found: Template) -> Iterator[str]:
    for name, function in resources(found, "AWS::Serverless::Function").items():
        for statement in statements(function):
            is_about_identities = "identity/" in str(statement["Resource"])
            narrow = statement.get("Condition") in (_OUR_DOMAINS, _OUR_ADDRESS)
            if _SENDS & set(statement["Action"]) and is_about_identities and not narrow:
                yield name


def nobody_has_the_whole_drop_folder(found: Template) -> Iterator[str]:
    """The import reads what was dropped, and writes into the folders of outcomes; the API and the pages
    the other way. The import alone keeps the PDFs of invoices, which leave with mails.
    """
    dropped, answers = {"inbox", "preview"}, {outcome.folder for outcome in ImportOutcome}
    allowed = {
        ("ImportFile", "s3:PutObject"): answers | {"pdf"},
        ("ImportFile", "s3:GetObject"): dropped,
        ("ExecuteStep", "s3:GetObject"): {"pdf"},
        ("RunCampaign", "s3:GetObject"): {"attached"},
        ("PostLetter", "s3:GetObject"): {"logo"},
        ("Api", "s3:PutObject"): dropped | {"attached", "logo"},
        ("Api", "s3:GetObject"): dropped | answers | {"attached"} | {"pdf"},
        ("Web", "s3:PutObject"): dropped | {"logo"},
        ("Web", "s3:GetObject"): dropped | answers | {"pdf"},
    }
    had: dict[tuple[str, str], set[str]] = {}
    for name, function in resources(found, "AWS::Serverless::Function").items():
        for statement in statements(function):
            given = statement["Resource"]
            places = [str(each) for each in (given if isinstance(given, list) else [given])]
            for place in (place for place in places if "${Drop.Arn}/" in place):
                folder = place.partition("${Drop.Arn}/*/")[2].partition("/")[0]
                for action in set(statement["Action"]) & {"s3:GetObject", "s3:PutObject"}:
                    had.setdefault((name, action), set()).add(folder)
    yield from (
        name
        for name, action in had.keys() | allowed.keys()
        if had.get((name, action)) != allowed.get((name, action))
    )


def who_asks_who_calls_reads_organizations_and_their_keys_alone(found: Template) -> Iterator[str]:
    function = resources(found, "AWS::Serverless::Function")["Authorize"]
    expected = {
        ("dynamodb:GetItem",): _ORGANIZATIONS_ALONE,
        ("dynamodb:UpdateItem",): _ORGANIZATIONS_ALONE | _LAST_USE_ALONE,
    }
    if {tuple(s["Action"]): s.get("Condition") for s in statements(function)} != expected:
        yield "Authorize"


RULES: Mapping[Rule, tuple[str, Any]] = {
    queues_and_topics_are_reached_over_tls_only: ("RedecideDeadPolicy", GONE),
    a_queue_has_one_policy_and_each_statement_names_it: (
        "ImportFileDeadPolicy.Properties.Queues",
        [{"Ref": "ImportFileQueue"}, {"Ref": "ImportFileDead"}],
    ),
    mail_leaves_only_from_what_the_product_made: (
        "RemindOfReplies.Properties.Policies",
        [
            {
                "Statement": [
                    {"Action": "ses:SendEmail", "Resource": {"Fn::Sub": "arn:aws:ses:eu-west-3:1:identity/*"}}
                ]
            }
        ],
    ),
    nobody_has_the_whole_drop_folder: (
        "Api.Properties.Policies",
        [{"Statement": [{"Action": "s3:PutObject", "Resource": {"Fn::Sub": "${Drop.Arn}/*"}}]}],
    ),
    who_asks_who_calls_reads_organizations_and_their_keys_alone: (
        "Authorize.Properties.Policies.0.Statement.0.Condition",
        GONE,
    ),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_template_keeps(rule: Rule) -> None:
    assert list(rule(template())) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_template_that_does_not_is_caught_by(rule: Rule) -> None:
    assert list(rule(changed(*RULES[rule]))) != []


def test_the_mail_service_may_write_where_the_product_reads_received_mail() -> None:
    (statement,) = (
        s
        for s in template()["Resources"]["InboundPolicy"]["Properties"]["PolicyDocument"]["Statement"]
        if s["Effect"] == "Allow"
    )
    assert statement["Resource"] == {"Fn::Sub": f"${{Inbound.Arn}}/{RECEIVED}*"}
