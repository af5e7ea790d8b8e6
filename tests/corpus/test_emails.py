"""Real mails, labelled by others: how often the verdict and the visible text are right."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from local.classify import confusion
from relance.inbound import parse, reply_text

CORPUS = Path(os.environ.get("RELANCE_CORPUS", Path(__file__).parents[2] / "../shared/corpus"))
EMAILS = CORPUS / "emails"
MANIFEST = EMAILS / "manifest.json"

pytestmark = pytest.mark.skipif(not MANIFEST.exists(), reason=f"no corpus at {CORPUS}: set RELANCE_CORPUS")


@cache
def labelled() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return entries


@cache
def counts() -> dict[tuple[str, str], int]:
    return dict(confusion(MANIFEST))


def share(labelled_class: str, *, found_as: str) -> float:
    of_class = {found: count for (label, found), count in counts().items() if label == labelled_class}
    return of_class.get(found_as, 0) / sum(of_class.values())


def full_text(entry: dict[str, Any]) -> str:
    raw = (EMAILS / entry["file"]).read_bytes()
    return parse(raw).text if entry["kind"] == "eml" else raw.decode("utf-8")


def test_98_verdicts_in_100_are_right() -> None:
    right = sum(count for (label, found), count in counts().items() if label == found)
    assert right / sum(counts().values()) >= 0.98


def test_nearly_every_bounce_is_found() -> None:
    assert share("bounce", found_as="bounce") >= 0.985


def test_people_are_not_taken_for_machines() -> None:
    assert share("human_reply", found_as="human_reply") >= 0.99


def test_automatic_answers_are_not_taken_for_people() -> None:
    assert share("auto_reply", found_as="human_reply") <= 0.04


def test_every_mail_is_read_to_the_end() -> None:
    for entry in labelled():
        mail = parse((EMAILS / entry["file"]).read_bytes())
        assert set(mail.defects) <= {"unread-tnef"}, entry["file"]


def test_the_visible_text_is_exact_in_four_of_five_replies() -> None:
    expected = [entry for entry in labelled() if entry["expected_text"] is not None]
    exact = [e for e in expected if reply_text(full_text(e)).visible.strip() == e["expected_text"].strip()]
    assert len(exact) / len(expected) >= 0.80


def test_a_mail_that_quotes_nothing_loses_no_line() -> None:
    for entry in labelled():
        text = full_text(entry)
        if entry["class"] == "human_reply" and entry["subclass"] == "new" and "Forwarded message" not in text:
            expected = entry["expected_text"] if entry["expected_text"] is not None else text
            kept = {line.strip() for line in reply_text(text).visible.splitlines()}
            lost = [line for line in expected.splitlines() if line.strip() and line.strip() not in kept]
            assert not lost, entry["file"]
