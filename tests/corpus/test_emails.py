"""Real mails, labelled by others: how often the verdict and the visible text are right."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from local.classify import described
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
def found() -> dict[str, dict[str, Any]]:
    """What `relance classify` says of each whole mail."""
    whole = [entry for entry in labelled() if entry["kind"] == "eml"]
    return {entry["file"]: described((EMAILS / entry["file"]).read_bytes()) for entry in whole}


def visible(entry: dict[str, Any]) -> str:
    if entry["kind"] == "eml":
        return str(found()[entry["file"]]["visible_text"])
    return reply_text((EMAILS / entry["file"]).read_text(encoding="utf-8")).visible


def full_text(entry: dict[str, Any]) -> str:
    raw = (EMAILS / entry["file"]).read_bytes()
    return parse(raw).text if entry["kind"] == "eml" else raw.decode("utf-8")


def share(right: list[bool]) -> float:
    return sum(right) / len(right)


def classes(only: str = "") -> list[bool]:
    """For each whole mail (of one labelled class), whether its class was found."""
    whole = [entry for entry in labelled() if entry["kind"] == "eml" and only in ("", entry["class"])]
    return [found()[entry["file"]]["class"] == entry["class"] for entry in whole]


def permanences() -> list[bool]:
    """For each bounce that is labelled hard or soft (or delayed), whether that was found."""
    right = []
    for entry in labelled():
        kind, said = entry["subclass"].partition(":")[0], found().get(entry["file"])
        if said and entry["class"] == said["class"] == "bounce" and kind in ("hard", "soft", "delayed"):
            right.append((said["subclass"] == "hard") == (kind == "hard"))
    return right


def exact_texts() -> list[bool]:
    expected = [entry for entry in labelled() if entry["expected_text"] is not None]
    return [visible(e).strip() == e["expected_text"].replace("\r\n", "\n").strip() for e in expected]


TARGETS: dict[str, tuple[Callable[[], float], float]] = {
    "class accuracy": (lambda: share(classes()), 0.985),
    "bounce recall": (lambda: share(classes("bounce")), 0.99),
    "human kept": (lambda: share(classes("human_reply")), 0.99),
    "automatic answers": (lambda: share(classes("auto_reply")), 0.96),
    "hard or soft right": (lambda: share(permanences()), 0.92),
    "exact visible text": (lambda: share(exact_texts()), 0.88),
}


@pytest.mark.parametrize("figure", TARGETS)
def test_mails_of_many_systems_are_read_right(figure: str, capsys: pytest.CaptureFixture[str]) -> None:
    measure, least = TARGETS[figure]
    reached = measure()
    with capsys.disabled():
        sys.stdout.write(f"\n{figure}: {reached:.4f} (at least {least})")
    assert reached >= least


def test_every_mail_is_read_to_the_end() -> None:
    for entry in labelled():
        mail = parse((EMAILS / entry["file"]).read_bytes())
        assert set(mail.defects) <= {"unread-tnef"}, entry["file"]


def test_no_persons_mail_is_shown_empty() -> None:
    people = [entry for entry in labelled() if entry["class"] == "human_reply"]
    assert [entry["file"] for entry in people if not visible(entry).strip()] == []


def test_nearly_every_bounce_names_whom_it_did_not_reach() -> None:
    bounces = [said for said in found().values() if said["class"] == "bounce"]
    assert share([bool(said["recipients"]) for said in bounces]) >= 0.99


def quotes(text: str) -> bool:
    """Some mails labelled "new" quote all the same."""
    return "Forwarded message" in text or any(line.startswith(">") for line in text.split("\n"))


def test_a_mail_that_quotes_nothing_loses_no_line() -> None:
    for entry in labelled():
        text = full_text(entry)
        if entry["class"] == "human_reply" and entry["subclass"] == "new" and not quotes(text):
            expected = entry["expected_text"] if entry["expected_text"] is not None else text
            kept = {line.strip() for line in reply_text(text).visible.splitlines()}
            lost = [line for line in expected.splitlines() if line.strip() and line.strip() not in kept]
            assert not lost, entry["file"]
