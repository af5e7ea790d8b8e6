"""What checkov finds in the template is accepted with a reason, or not at all (scripts/checkov)."""

from __future__ import annotations

import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import pytest

from tests.guard.repository import ROOT

_FOLDER = ROOT / "scripts" / "checkov"
_NO_LOGS = ("CKV_AWS_18", "AWS::S3::Bucket.Drop")


def judge() -> Any:
    spec = spec_from_file_location("judge", _FOLDER / "judge.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(*failed: tuple[str, str], passed: int = 1, errors: int = 0) -> dict[str, Any]:
    checks = [{"check_id": check, "resource": resource, "check_name": "words"} for check, resource in failed]
    return {"results": {"failed_checks": checks}, "summary": {"passed": passed, "parsing_errors": errors}}


def verdict(accepted: dict[str, Any], *failed: tuple[str, str]) -> list[str]:
    found = judge().findings(report(*failed))
    return list(judge().verdict(found, accepted))


def test_a_finding_with_its_reason_passes() -> None:
    accepted = {"CKV_AWS_18": {"resources": ["AWS::S3::Bucket.*"], "why": "because"}}
    assert verdict(accepted, _NO_LOGS) == []


def test_a_finding_of_another_resource_or_check_does_not() -> None:
    accepted = {"CKV_AWS_18": {"resources": ["AWS::S3::Bucket.Drop"], "why": "because"}}
    (line,) = verdict(accepted, _NO_LOGS, ("CKV_AWS_18", "AWS::S3::Bucket.New"))
    assert line.startswith("CKV_AWS_18 AWS::S3::Bucket.New: words: mend it")
    (line,) = verdict(accepted, _NO_LOGS, ("CKV_AWS_21", "AWS::S3::Bucket.Drop"))
    assert line.startswith("CKV_AWS_21 AWS::S3::Bucket.Drop")


def test_what_is_accepted_without_a_reason_or_found_no_more_shows() -> None:
    (line,) = verdict({"CKV_AWS_18": {"resources": ["*"], "why": " "}}, _NO_LOGS)
    assert "does not say why" in line
    (line,) = verdict({"CKV_AWS_18": {"resources": ["*"], "why": "because"}})
    assert "not found any more" in line


@pytest.mark.parametrize("empty", [report(passed=0), report(errors=1), {"passed": 0, "parsing_errors": 0}])
def test_a_report_that_looked_at_nothing_is_no_good_news(empty: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="checkov"):
        judge().findings(empty)


def test_every_accepted_finding_says_why() -> None:
    accepted = tomllib.loads((_FOLDER / "accepted.toml").read_text())
    assert all(len(entry["why"]) > 40 and entry["resources"] for entry in accepted.values())


def test_its_version_is_pinned_and_none_of_its_libraries_is_the_projects_own() -> None:
    pinned = [line for line in (_FOLDER / "requirements.txt").read_text().splitlines() if line[:1] != "#"]
    assert all("==" in line for line in pinned)
    assert 'name = "checkov"' not in (ROOT / "uv.lock").read_text()


def test_ci_calls_it() -> None:
    assert "make checkov" in (ROOT / ".ci" / "run").read_text()
