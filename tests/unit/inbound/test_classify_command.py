"""`relance classify` tells of each mail of a folder what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local.classify import classify_folder, confusion, main
from tests.unit.inbound.letters import written

QUOTED = "Paid.\n\nOn Mon, May 4, 2026 at 10:00 AM Us <us@example.net> wrote:\n> Please pay."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "b.eml").write_bytes(written("Re: Invoice", QUOTED))
    (tmp_path / "a.eml").write_bytes(written("Out of office", "Back on Tuesday."))
    (tmp_path / "notes.json").write_text("[]")
    return tmp_path


def test_each_mail_gives_one_line_in_the_order_of_names(folder: Path) -> None:
    away, paid = classify_folder(folder)
    assert (away["file"], away["class"], away["subclass"]) == ("a.eml", "auto_reply", "weak")
    assert away["evidence"] == ["subject:out-of-office:en"]
    assert (paid["file"], paid["class"], paid["subclass"]) == ("deeper/b.eml", "human_reply", "reply")
    assert paid["visible_text"] == "Paid."


def test_the_command_writes_json_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == ["a.eml", "deeper/b.eml"]


def test_the_command_compares_with_labels(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = [
        {"file": "a.eml", "kind": "eml", "class": "auto_reply"},
        {"file": "x", "kind": "text", "class": "y"},
    ]
    labels.append({"file": "deeper/b.eml", "kind": "eml", "class": "bounce"})
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(labels))
    assert confusion(manifest) == {("auto_reply", "auto_reply"): 1, ("bounce", "human_reply"): 1}
    assert main(["--matrix", str(manifest)]) == 0
    assert capsys.readouterr().out.endswith("accuracy 0.5000 of 2\n")


def test_a_folder_that_is_none_is_refused_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["/no/such/folder"])
    assert "give one that holds .eml files" in capsys.readouterr().err
