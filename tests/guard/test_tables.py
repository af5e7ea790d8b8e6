"""The tables of the code are the tables of template.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]  # it ships no types

from relance.store.dynamo.tables import Tables, TableSettings
from relance.store.dynamo.wire import Wire
from tests.guard.repository import ROOT

type Shape = dict[str, Any]
# Tables whose items a library writes, in a form of its own.
OF_LIBRARIES = {"Idempotency"}
_SETTINGS = TableSettings("Core", "Log", "eu-west-3", inbox="Inbox")


def shape(table: Shape) -> Shape:
    """What a table is, as CloudFormation or DynamoDB itself says it, in no order."""
    indexes = {
        index["IndexName"]: (index["KeySchema"], index["Projection"])
        for index in table.get("GlobalSecondaryIndexes", [])
    }
    attributes = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    return {"keys": table["KeySchema"], "attributes": attributes, "indexes": indexes}


@pytest.fixture(scope="module")
def of_the_template() -> dict[str, Shape]:
    resources = yaml_parse((ROOT / "template.yaml").read_text())["Resources"]
    found = {name: r["Properties"] for name, r in resources.items() if r["Type"] == "AWS::DynamoDB::Table"}
    return {name: shape(table) for name, table in found.items()}


@pytest.fixture(scope="module")
def of_the_code() -> Iterator[dict[str, Shape]]:
    with mock_aws():
        tables = Tables.bound(_SETTINGS)
        tables.core.create_table(wait=True)
        tables.log.create_table(wait=True)
        tables.inbox.create_table(wait=True)
        client = Wire(_SETTINGS).client
        names = client.list_tables()["TableNames"]
        yield {name: shape({**client.describe_table(TableName=name)["Table"]}) for name in names}


def test_both_have_the_same_tables(of_the_template: dict[str, Shape], of_the_code: dict[str, Shape]) -> None:
    assert {name: shape for name, shape in of_the_template.items() if name not in OF_LIBRARIES} == of_the_code


@pytest.mark.parametrize("part", ["KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes"])
def test_a_difference_in_any_part_shows(part: str) -> None:
    core = yaml_parse((ROOT / "template.yaml").read_text())["Resources"]["Core"]["Properties"]
    assert shape({**core, part: core[part][1:]}) != shape(core)


def test_what_expires_is_what_the_template_says_expires() -> None:
    log = yaml_parse((ROOT / "template.yaml").read_text())["Resources"]["Log"]["Properties"]
    attribute = log["TimeToLiveSpecification"]["AttributeName"]
    assert attribute in Tables.bound(_SETTINGS).log.get_attributes()
