"""Each layer ships exactly what the project asks for and what that needs, as the lock file pins it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.guard.repository import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKED: dict[str, dict[str, Any]] = {
    package["name"]: package for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]
}
# Where the functions run, whatever this runs on.
LAMBDA = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "python_version": "3.13"}


def closure(requirements: Iterable[str]) -> dict[str, str]:
    """What they ask for and all that needs there, with the locked versions."""
    asked = [Requirement(line) for line in requirements]
    waiting = [
        (canonicalize_name(requirement.name), extra)
        for requirement in asked
        for extra in ("", *requirement.extras)
    ]
    found: set[tuple[str, str]] = set()
    while waiting:
        name, extra = wanted = waiting.pop()
        if wanted not in found:
            found.add(wanted)
            package = LOCKED[name]
            needs = package["optional-dependencies"][extra] if extra else package.get("dependencies", [])
            waiting += [
                (need["name"], more)
                for need in needs
                if is_there(need)
                for more in ("", *need.get("extra", []))
            ]
    return {name: LOCKED[name]["version"] for name, _ in found}


def is_there(need: Mapping[str, Any]) -> bool:
    return "marker" not in need or Marker(need["marker"]).evaluate({**LAMBDA, "extra": ""})


def shipped(layer: str) -> dict[str, str]:
    lines = (ROOT / "layers" / layer / "requirements.txt").read_text().splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {pin.name: str(pin.specifier).removeprefix("==") for pin in pins}


def asked(group: str | None) -> list[str]:
    lines: list[str] = PROJECT["dependency-groups"][group] if group else PROJECT["project"]["dependencies"]
    return lines


@pytest.mark.parametrize(
    ("layer", "group"), [("relance", None), ("documents", "documents"), ("inbound", "inbound")]
)
def test_a_layer_ships_what_is_asked_for_and_nothing_else(layer: str, group: str | None) -> None:
    assert shipped(layer) == closure(asked(group))


def test_a_package_more_or_less_shows() -> None:
    assert closure(["boto3"]).keys() > {"boto3", "botocore", "urllib3"}
    assert closure(asked(None)[1:]) != shipped("relance")
    assert closure([*asked(None), "fpdf2"]) != shipped("relance")
