"""template.yaml as the guards read it: its resources, and rules that are shown to catch what breaks them."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable, Iterator, Mapping
from functools import cache, reduce
from typing import Any

from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]  # it ships no types

from tests.guard.repository import ROOT

type Template = dict[str, Any]
type Rule = Callable[[Template], Iterator[str]]

GONE = object()


@cache
def _parsed() -> Template:
    parsed: Template = yaml_parse((ROOT / "template.yaml").read_text())
    return parsed


def template() -> Template:
    """As it is, to do with as one likes."""
    return copy.deepcopy(_parsed())


def changed(path: str, value: Any) -> Template:
    """The template with one thing gone, or put at `Resource.Properties.Name`; `0` is a list's first place."""
    broken = template()
    *way, last = (int(step) if step.isdecimal() else step for step in path.split("."))
    holder = reduce(operator.getitem, way, broken["Resources"])
    if value is GONE:
        del holder[last]
    else:
        holder[last] = value
    return broken


def resources(template: Template, kind: str) -> Mapping[str, dict[str, Any]]:
    """Logical id -> properties of every resource of the type."""
    return {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind
    }


def named(value: Any) -> str:
    """The logical id a `!Ref` or `!GetAtt` points to."""
    target = value.get("Ref") or value["Fn::GetAtt"]
    return str(target if isinstance(target, str) else target[0]).partition(".")[0]


def statements(function: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every statement of a function's policies, its actions as a list."""
    for statement in (s for policy in function["Policies"] for s in policy["Statement"]):
        actions = statement["Action"]
        yield {**statement, "Action": [actions] if isinstance(actions, str) else actions}
