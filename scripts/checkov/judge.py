"""Judges what checkov found (its JSON on standard input) by what is accepted, with reasons, in accepted.toml.

Prints every finding that has no reason, and every accepted one of which nothing is found any more; the exit
code is 1 when there is any. Runs on the standard library alone.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

ACCEPTED = Path(__file__).with_name("accepted.toml")

# Check and resource: ("CKV_AWS_18", "AWS::S3::Bucket.Drop").
type Finding = tuple[str, str]


def findings(report: Any) -> dict[Finding, str]:
    """What failed, and checkov's words for it. Raises ValueError for a report that looked at nothing."""
    reports = report if isinstance(report, list) else [report]
    if any(each.get("summary", each)["parsing_errors"] for each in reports):
        raise ValueError("checkov could not read the template")
    if not any(each.get("summary", each)["passed"] for each in reports):
        raise ValueError("checkov looked at nothing")
    failed = (found for each in reports for found in each.get("results", {}).get("failed_checks", ()))
    return {(found["check_id"], found["resource"]): found["check_name"] for found in failed}


def verdict(found: Mapping[Finding, str], accepted: Mapping[str, Any]) -> Iterator[str]:
    """A line for all that is not as it should be; none when each finding has its reason."""
    for check, entry in accepted.items():
        if not entry.get("why", "").strip():
            yield f"{check}: accepted.toml does not say why"
        for pattern in entry["resources"]:
            if not any(check == named and fnmatchcase(resource, pattern) for named, resource in found):
                yield f"{check} {pattern}: not found any more: take its line out of accepted.toml"
    for (check, resource), words in found.items():
        if not _matches(resource, accepted.get(check, {}).get("resources", ())):
            yield f"{check} {resource}: {words}: mend it, or accept it in accepted.toml and say why"


def _matches(resource: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(resource, pattern) for pattern in patterns)


def main() -> int:
    found = findings(json.load(sys.stdin))
    complaints = sorted(verdict(found, tomllib.loads(ACCEPTED.read_text())))
    print("\n".join(complaints) or f"checkov: {len(found)} findings, each with its reason")  # noqa: T201
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
