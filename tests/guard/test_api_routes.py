"""What template.yaml lets through without a sign-in is what the API itself calls public."""

from __future__ import annotations

from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]  # it ships no types

from relance.access.permissions import PUBLIC
from relance.api.app import OPERATIONS
from tests.guard.repository import ROOT

type Routes = dict[str, dict[str, Any]]


def open_routes(routes: Routes) -> set[str]:
    return {route["RouteKey"] for route in routes.values() if route.get("AuthorizationType") != "CUSTOM"}


@pytest.fixture
def routes() -> Routes:
    resources = yaml_parse((ROOT / "template.yaml").read_text())["Resources"].values()
    found = [r["Properties"] for r in resources if r["Type"] == "AWS::ApiGatewayV2::Route"]
    return {route["RouteKey"]: route for route in found}


def is_api(route: str) -> bool:
    return " /v1/" in route


def test_only_public_operations_have_a_route_without_an_authorizer(routes: Routes) -> None:
    public = {f"{o.method} {o.rule}" for o in OPERATIONS.values() if o.id in PUBLIC}
    assert {route for route in open_routes(routes) if is_api(route)} == public


def test_all_else_goes_by_the_authorizer(routes: Routes) -> None:
    assert routes["ANY /v1/{proxy+}"]["AuthorizationType"] == "CUSTOM"


def test_a_route_that_lost_its_authorizer_shows(routes: Routes) -> None:
    del routes["ANY /v1/{proxy+}"]["AuthorizationType"]
    assert "ANY /v1/{proxy+}" in open_routes(routes)
